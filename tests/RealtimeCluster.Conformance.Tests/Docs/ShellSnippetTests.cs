using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Docs;

/// <summary>The shell blocks of a page that call the server run one after the other, as a reader would run them, and each call succeeds.</summary>
public sealed class ShellSnippetTests(DocumentedServer server) : IClassFixture<DocumentedServer>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    // A reader's connection is not there, so calls that name one may find none.
    private const string Prelude = """
        set -euo pipefail
        calls=0
        curl() {
          local status
          status=$(command curl --silent --show-error --max-time 20 --output answer --write-out '%{http_code}' "$@")
          calls=$((calls + 1))
          cat answer; echo
          case "$status $*" in 2*|404*/connections/*) ;; *) echo "$* was answered $status"; exit 1 ;; esac
        }

        """;

    private const string Coda = """

        echo "$calls calls succeeded"
        """;

    /// <summary>The pages that have some.</summary>
    public static TheoryData<string> Pages() => [.. Calls().Select(static snippet => snippet.Document).Distinct()];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_Run_EveryCallSucceeds(string page)
    {
        var script = Prelude + server.PointHere(string.Join('\n', Calls().Where(snippet => snippet.Document == page).Select(static snippet => snippet.Text))) + Coda;
        var folder = Directory.CreateTempSubdirectory("snippets-");
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "label.pdf"), "%PDF-1.7"u8.ToArray());
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "page.sh"), $"cd '{folder.FullName}'\n{script}");

            var (exitCode, output) = await HostProcess.RunAsync(Deadline, "bash", Path.Combine(folder.FullName, "page.sh"));

            Assert.True(exitCode == 0, $"{output}\n{server.DescribeState()}");
            Assert.DoesNotContain("\n0 calls succeeded", $"\n{output}", StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What does not call the server is set up for calls on the same page, or is not for a server under test: installing, starting.
    private static IEnumerable<Snippet> Calls()
    {
        var blocks = Snippet.OfLanguage("sh");
        var pages = blocks.Where(IsCall).Select(static snippet => snippet.Document).ToHashSet();
        return blocks.Where(snippet => pages.Contains(snippet.Document) && (IsCall(snippet) || snippet.Text.Split('\n').All(IsAssignment)));
    }

    private static bool IsCall(Snippet snippet) => snippet.Text.Contains("curl ", StringComparison.Ordinal);

    private static bool IsAssignment(string line) => line.Length == 0 || line.TakeWhile(static letter => char.IsAsciiLetterUpper(letter)).Count() is > 0 and var length && line.Length > length && line[length] == '=';
}
