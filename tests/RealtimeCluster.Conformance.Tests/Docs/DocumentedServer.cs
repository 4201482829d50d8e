using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Docs;

/// <summary>The server of the documentation's first page: one process, open environments, and the token its snippets show.</summary>
public sealed class DocumentedServer : IAsyncLifetime
{
    private const string Address = "http://localhost:8080";

    /// <summary>The secret that its snippets sign with.</summary>
    public const string SessionSecret = "what Realtime:SessionSecret says, 32 bytes or more";

    private readonly string _config = Path.GetTempFileName();
    private StandaloneProcess? _process;

    /// <summary>Its base URL, without a slash at the end.</summary>
    public string Url => Process.GatewayUrls[0].GetLeftPart(UriPartial.Authority);

    private StandaloneProcess Process => _process ?? throw new InvalidOperationException("The server is not up.");

    /// <summary>A text of the documentation, with this server in place of the one it names, and its token in place of one that a start prints.</summary>
    /// <param name="text">The text.</param>
    public string PointHere(string text) => text.Replace(Address, Url, StringComparison.Ordinal).Replace("dev-…", "change-me", StringComparison.Ordinal);

    /// <summary>What it last said.</summary>
    public string DescribeState() => Process.DescribeState();

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_config, $$$"""{"Realtime":{"ServerTokens":["change-me"],"SessionSecret":"{{{SessionSecret}}}"}}""");
        _process = await StandaloneProcess.StartAsync(_config);
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        File.Delete(_config);
    }
}
