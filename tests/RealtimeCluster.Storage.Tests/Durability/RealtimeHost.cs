using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Gateway.Hosting;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Hosting;
using RealtimeCluster.Silo.Persistence;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Diagnostics;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Storage.Tests.Durability;

/// <summary>A whole cluster in this process: a silo that is a gateway as well.</summary>
internal sealed class RealtimeHost : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    // A node that is a process of its own has to be loaded and compiled first.
    private static readonly TimeSpan NodeDeadline = TimeSpan.FromMinutes(2);

    private readonly WebApplication _app;
    private readonly Uri _url;

    private RealtimeHost(WebApplication app, Uri url)
    {
        _app = app;
        _url = url;
        Metrics = new MetricReader(app.Services, SiloMetrics.MeterName);
    }

    /// <summary>What its silo counts.</summary>
    public MetricReader Metrics { get; }

    /// <summary>Speaks to it as a server.</summary>
    /// <param name="environment">For which environment.</param>
    public IRealtimeClient Server(string environment) => _app.Services.GetRequiredService<IRealtimeClient>().ForEnvironment(environment);

    /// <summary>Starts it.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="storage">Stands in for the storage that the configuration chooses.</param>
    public static async Task<RealtimeHost> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings, IGrainStorage? storage = null)
    {
        var url = new Uri($"http://127.0.0.1:{Ports.GetFree()}");
        var builder = WebApplication.CreateBuilder(["--urls", url.ToString()]);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Realtime:OpenEnvironments"] = "true",
            ["Gateway:EngineIO:DrainSpread"] = "00:00:00.100",
        });
        builder.UseRealtimeCluster(silo =>
        {
            silo.UseRealtimeSilo().UseRealtimeGateway();
            if (storage is not null)
            {
                silo.Services.AddKeyedSingleton(RealtimeStorage.ProviderName, storage);
            }
        });
        builder.Services.AddRealtimeGateway();
        builder.Services.AddRealtimeClient();
        var app = builder.Build();
        app.MapRealtimeGateway();
        try
        {
            await app.StartAsync().WaitAsync(Deadline);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new RealtimeHost(app, url);
    }

    /// <summary>Waits until it says that traffic may come.</summary>
    public Task ReadyAsync() => Readiness.WaitAsync(_url, Deadline, static () => true, static () => "it never was ready");

    /// <summary>Waits until it knows as many nodes of its cluster in a state.</summary>
    /// <param name="status">The state.</param>
    /// <param name="count">How many.</param>
    public async Task WaitForNodesAsync(SiloStatus status, int count)
    {
        var membership = _app.Services.GetRequiredService<IClusterMembershipService>();
        using var expiry = new CancellationTokenSource(NodeDeadline);
        while (membership.CurrentSnapshot.Members.Values.Count(member => member.Status == status) != count)
        {
            if (expiry.IsCancellationRequested)
            {
                Assert.Fail($"There were not {count} nodes that are {status} within {NodeDeadline}: {membership.CurrentSnapshot}");
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Has Orleans put aside what nobody uses.</summary>
    public Task CollectAsync() =>
        _app.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    /// <summary>Connects a client, or goes on with one that was connected before.</summary>
    /// <param name="environment">Its environment.</param>
    /// <param name="former">The former one.</param>
    /// <param name="apiKey">The API key it shows.</param>
    public Task<SocketIOTestClient> ConnectAsync(string environment, SocketIOTestClient? former = null, string? apiKey = null) => SocketIOTestClient.ConnectAsync(
        _url,
        new Dictionary<string, object?> { ["envId"] = environment, ["echoMessages"] = true, ["pid"] = former?.PrivateId, ["offset"] = former?.Offset, ["apiKey"] = apiKey });

    /// <summary>Stops it, as SIGTERM does.</summary>
    public async ValueTask DisposeAsync()
    {
        Metrics.Dispose();
        using var expiry = new CancellationTokenSource(Deadline);
        await _app.StopAsync(expiry.Token);
        await _app.DisposeAsync();
    }
}
