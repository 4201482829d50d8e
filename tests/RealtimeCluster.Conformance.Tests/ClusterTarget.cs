using RealtimeCluster.Conformance.Tests.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests;

/// <summary>A cluster of two silos and two gateways in processes of their own, with the configuration of these tests.</summary>
public sealed class ClusterTarget : IAsyncLifetime
{
    private readonly TestConfiguration _configuration = new(hasRecovery: true);
    private ClusterProcess? _server;

    /// <summary>The cluster.</summary>
    public IRunningServer Server => _server ?? throw new InvalidOperationException("The cluster is not up.");

    /// <summary>The scenarios run against it.</summary>
    public ScenarioRuns Runs => field ??= new ScenarioRuns(Server);

    /// <summary>Its configuration file.</summary>
    public TestConfiguration Configuration => _configuration;

    public async Task InitializeAsync() => _server = await ClusterProcess.StartAsync(siloCount: 2, gatewayCount: 2, _configuration.Path);

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _configuration.Delete();
    }
}
