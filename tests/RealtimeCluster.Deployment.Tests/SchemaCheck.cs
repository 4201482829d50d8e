using System.Text.Json;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests;

/// <summary>Holds YAML files against the schemas that come from npm.</summary>
internal static class SchemaCheck
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly string Folder = Path.Combine(Repository.Root, "tests/RealtimeCluster.Deployment.Tests/schemas");

    /// <summary>Checks every document of a file.</summary>
    /// <param name="schema"><c>kubernetes</c> or <c>compose</c>.</param>
    /// <param name="path">The file.</param>
    /// <returns>The documents by name, and what is wrong with each.</returns>
    public static async Task<IReadOnlyList<(string Name, string[] Errors)>> RunAsync(string schema, string path)
    {
        var (exitCode, output) = await HostProcess.RunAsync(Deadline, "node", Path.Combine(Folder, "validate.mjs"), schema, path);
        Assert.True(exitCode == 0, $"Run 'npm ci' in {Folder}, or all tests with tests/run. {output}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonDocument.Parse(line).RootElement)
            .Select(static line => (line.GetProperty("name").GetString()!, line.GetProperty("errors").EnumerateArray().Select(static error => error.GetString()!).ToArray()))];
    }
}
