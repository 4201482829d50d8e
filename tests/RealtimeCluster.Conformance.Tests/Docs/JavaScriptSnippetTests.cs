using System.Text.RegularExpressions;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Docs;

/// <summary>Every JavaScript block of the documentation runs as it stands, and prints what it says it prints.</summary>
public sealed partial class JavaScriptSnippetTests(DocumentedServer server) : IClassFixture<DocumentedServer>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly string Modules = Path.Combine(Repository.Root, "tests/RealtimeCluster.Conformance.Tests/docs/node_modules");
    private static readonly string ServerPackage = Path.Combine(Repository.Root, "contracts/clients/node");

    /// <summary>All of them, by their places.</summary>
    public static TheoryData<string> All() => [.. Snippet.OfLanguage("js").Select(static snippet => snippet.ToString())];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Snippet_Run_PrintsWhatItSays(string place)
    {
        var snippet = Snippet.OfLanguage("js").Single(snippet => snippet.ToString() == place);
        var prints = Prints().Matches(snippet.Text).Select(static match => match.Groups[1].Value.Trim()).ToArray();
        var folder = Directory.CreateTempSubdirectory("snippet-");
        try
        {
            Install(folder);
            var script = Path.Combine(folder.FullName, "snippet.mjs");
            await File.WriteAllTextAsync(script, server.PointHere(snippet.Text));
            await using var node = HostProcess.Start("node", script);

            // One that prints nothing of note would prove nothing.
            Assert.NotEmpty(prints);
            foreach (var text in prints)
            {
                await node.WaitForOutputAsync(text, Deadline);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What a reader would have installed: packages from npm, and our own.
    private static void Install(DirectoryInfo folder)
    {
        var modules = folder.CreateSubdirectory("node_modules");
        foreach (var package in Directory.GetDirectories(Modules).Where(static package => !Path.GetFileName(package).StartsWith('.')))
        {
            Directory.CreateSymbolicLink(Path.Combine(modules.FullName, Path.GetFileName(package)), package);
        }

        var scope = modules.CreateSubdirectory("@realtimecluster");
        Directory.CreateSymbolicLink(Path.Combine(scope.FullName, "server"), ServerPackage);
    }

    [GeneratedRegex("// prints (.*)$", RegexOptions.Multiline)]
    private static partial Regex Prints();
}
