using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Docs;

/// <summary>Every piece of configuration in the documentation is one a server starts with; a faulty one would stop it.</summary>
public sealed class ConfigurationSnippetTests
{
    /// <summary>All of them, by their places.</summary>
    public static TheoryData<string> All() => [.. Settings().Select(static snippet => snippet.ToString())];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Snippet_AsConfiguration_ServerStarts(string place)
    {
        var config = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(config, Settings().Single(snippet => snippet.ToString() == place).Text);

            await using var server = await StandaloneProcess.StartAsync(config);

            Assert.True(server.Host.IsRunning);
        }
        finally
        {
            File.Delete(config);
        }
    }

    private static IEnumerable<Snippet> Settings() =>
        Snippet.OfLanguage("json").Where(static snippet => snippet.Text.Contains("\"Realtime\":", StringComparison.Ordinal));
}
