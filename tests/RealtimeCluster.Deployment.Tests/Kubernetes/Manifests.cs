using System.Text.Json.Nodes;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Kubernetes;

/// <summary>The manifests of <c>deploy/kubernetes</c> as <c>kubectl apply -k</c> would send them.</summary>
internal static class Manifests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly Lazy<Task<string>> Rendered = new(RenderOnceAsync);

    /// <summary>Their folder.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "deploy/kubernetes");

    /// <summary>Their text.</summary>
    public static Task<string> RenderAsync() => Rendered.Value;

    /// <summary>Their documents.</summary>
    public static async Task<IReadOnlyList<JsonObject>> ReadAsync() => Yaml.Read(await RenderAsync());

    /// <summary>One of them.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    public static async Task<JsonObject> ReadAsync(string kind, string name) =>
        Assert.Single(await ReadAsync(), manifest => manifest.Text("kind") == kind && manifest.Text("metadata/name") == name);

    private static async Task<string> RenderOnceAsync()
    {
        // To a file: what a process prints is kept up to a few hundred lines only.
        var path = Path.GetTempFileName();
        try
        {
            var (exitCode, output) = await HostProcess.RunAsync(Deadline, "sh", "-c", "kubectl kustomize \"$0\" >\"$1\"", Folder, path);
            Assert.True(exitCode == 0, output);
            return await File.ReadAllTextAsync(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
