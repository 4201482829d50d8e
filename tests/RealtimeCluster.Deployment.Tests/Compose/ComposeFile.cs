using System.Text.Json.Nodes;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Compose;

/// <summary>The file of <c>deploy/compose</c>.</summary>
internal static class ComposeFile
{
    /// <summary>Where it lies.</summary>
    public static string FilePath { get; } = Path.Combine(Repository.Root, "deploy/compose/compose.yaml");

    /// <summary>Reads it, with what its services share in each of them.</summary>
    public static JsonObject Read() => Assert.Single(Yaml.Read(File.ReadAllText(FilePath)));

    /// <summary>A text as the container sees it: two dollar signs are one.</summary>
    /// <param name="text">As it is written.</param>
    public static string Unescape(string text) => text.Replace("$$", "$", StringComparison.Ordinal);
}
