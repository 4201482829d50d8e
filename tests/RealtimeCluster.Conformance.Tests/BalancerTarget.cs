using RealtimeCluster.Conformance.Tests.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests;

/// <summary>One silo and three gateways behind a balancer that gives each request to the next gateway, whatever session it is of.</summary>
public sealed class BalancerTarget : IAsyncLifetime
{
    private readonly TestConfiguration _configuration = new(hasRecovery: true);
    private ClusterProcess? _cluster;

    /// <summary>The cluster.</summary>
    public ClusterProcess Cluster => _cluster ?? throw new InvalidOperationException("The cluster is not up.");

    /// <summary>The scenarios run against the balancer.</summary>
    public ScenarioRuns Runs => field ??= new ScenarioRuns(Cluster, [Cluster.BalancerUrl!]);

    public async Task InitializeAsync() =>
        _cluster = await ClusterProcess.StartAsync(siloCount: 1, gatewayCount: 3, _configuration.Path, hasBalancer: true);

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _configuration.Delete();
    }
}
