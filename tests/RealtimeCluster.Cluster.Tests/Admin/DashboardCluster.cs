using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.Admin;

/// <summary>A silo and a gateway that feed the Orleans Dashboard.</summary>
public sealed class DashboardCluster : IAsyncLifetime
{
    /// <summary>The server token the cluster knows.</summary>
    public const string Token = "dashboard-server-token";

    private readonly string _config = Path.GetTempFileName();
    private ClusterProcess? _cluster;

    /// <summary>The base URL of the gateway.</summary>
    public Uri GatewayUrl => _cluster?.GatewayUrls[0] ?? throw new InvalidOperationException("The cluster is not up.");

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_config, $$$$"""
            {"Realtime":{"OpenEnvironments":true,"ServerTokens":["{{{{Token}}}}"]},"Cluster":{"OrleansDashboard":true},"Gateway":{"Admin":{"MaxFailedSignIns":1000}}}
            """);
        _cluster = await ClusterProcess.StartAsync(siloCount: 1, gatewayCount: 1, _config);
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        File.Delete(_config);
    }
}
