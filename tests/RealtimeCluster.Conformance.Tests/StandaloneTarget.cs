using RealtimeCluster.Conformance.Tests.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests;

/// <summary>The standalone server as a process, with the configuration of these tests.</summary>
public sealed class StandaloneTarget : IAsyncLifetime
{
    private readonly TestConfiguration _configuration = new(hasRecovery: false);
    private StandaloneProcess? _server;

    /// <summary>The server.</summary>
    public IRunningServer Server => _server ?? throw new InvalidOperationException("The server is not up.");

    /// <summary>The scenarios run against it.</summary>
    public ScenarioRuns Runs => field ??= new ScenarioRuns(Server);

    /// <summary>Its configuration file.</summary>
    public TestConfiguration Configuration => _configuration;

    public async Task InitializeAsync() => _server = await StandaloneProcess.StartAsync(_configuration.Path);

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _configuration.Delete();
    }
}
