using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.SlowConsumers;

/// <summary>A standalone server that lets little wait for a client, with an environment for each policy.</summary>
/// <remarks>Heartbeats and writes may take so long that nothing but the policy can end a connection within a test.</remarks>
public sealed class SmallOutputServer : IAsyncLifetime
{
    /// <summary>Most bytes that wait for one client.</summary>
    public const int MaxOutboundBytes = 200_000;

    private static readonly string Configuration = $$$"""
        {
          "Realtime": {
            "OpenEnvironments": true,
            "Limits": { "MaxOutboundBytes": {{{MaxOutboundBytes}}} },
            "Environments": {
              "drops": { "ApiKeyRequired": false, "SessionRequired": false, "SlowConsumers": "DropOldest" },
              "conflates": { "ApiKeyRequired": false, "SessionRequired": false, "SlowConsumers": "Conflate" }
            }
          },
          "Gateway": { "EngineIO": { "PingInterval": "01:00:00", "PingTimeout": "01:00:00", "WriteTimeout": "00:10:00" } }
        }
        """;

    private readonly string _path = Path.GetTempFileName();
    private StandaloneProcess? _server;

    /// <summary>Its base URL.</summary>
    public Uri Url => _server?.GatewayUrls[0] ?? throw new InvalidOperationException("The server is not up.");

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_path, Configuration);
        _server = await StandaloneProcess.StartAsync(_path);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        File.Delete(_path);
    }
}
