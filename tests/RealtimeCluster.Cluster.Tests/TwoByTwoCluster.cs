using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests;

/// <summary>Two silos and two gateways in processes of their own, with open environments and a server token.</summary>
public sealed class TwoByTwoCluster : IAsyncLifetime
{
    /// <summary>The server token the cluster knows.</summary>
    public const string ServerToken = "cluster-tests-server-token";

    /// <summary>A server token that may only publish, and only in environment <c>http-scoped</c>.</summary>
    public const string PublisherToken = "cluster-tests-publisher-token";

    /// <summary>The secret of session tokens. Environment <c>sessions</c> asks for one, and <c>keys</c> for an API key.</summary>
    public const string SessionSecret = "cluster-tests-session-secret";

    private ClusterProcess? _cluster;
    private string? _config;

    /// <summary>The base URLs of the gateways.</summary>
    public IReadOnlyList<Uri> GatewayUrls => Cluster.GatewayUrls;

    /// <summary>The cluster.</summary>
    public ClusterProcess Cluster => _cluster ?? throw new InvalidOperationException("The cluster is not up.");

    public async Task InitializeAsync()
    {
        _config = Path.GetTempFileName();
        await File.WriteAllTextAsync(_config, $$$"""
            {"Realtime":{"OpenEnvironments":true,"SessionSecret":"{{{SessionSecret}}}","ServerTokens":[
              "{{{ServerToken}}}", {"Name":"publisher","Token":"{{{PublisherToken}}}","Environments":["http-scoped"],"Verbs":["Publish"]}],
              "Environments":{"sessions":{"ApiKeyRequired":false},
                "keys":{"SessionRequired":false,"ApiKeys":[{"Key":"key-grain"},{"Key":"key-net"},{"Key":"key-http"},{"Key":"key-kept"},{"Key":"key-members"}]}
              }
            }}
            """);
        _cluster = await ClusterProcess.StartAsync(siloCount: 2, gatewayCount: 2, _config);
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        File.Delete(_config!);
    }
}
