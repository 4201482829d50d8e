using System.Text.RegularExpressions;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Docs;

/// <summary>Every JavaScript block of the documentation runs as it stands, and prints what it says it prints.</summary>
public sealed partial class JavaScriptSnippetTests(DocumentedServer server) : IClassFixture<DocumentedServer>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly string Modules = Path.Combine(Repository.Root, "tests/RealtimeCluster.Conformance.Tests/docs/node_modules");

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
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "node_modules"), Modules);
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

    [GeneratedRegex("// prints (.*)$", RegexOptions.Multiline)]
    private static partial Regex Prints();
}
