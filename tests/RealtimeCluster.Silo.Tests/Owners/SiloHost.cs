using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Hosting;
using RealtimeCluster.Silo.Owners;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Silo.Tests.Succession;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Owners;

/// <summary>One silo in this process, for what a grain needs Orleans for. Its gateways and the streams to them are doubles.</summary>
public sealed class SiloHost : IAsyncLifetime
{
    private readonly ConcurrentDictionary<SiloAddress, bool> _dead = new();
    private readonly FakeTimeProvider _changesTime = new();
    private readonly ClusterChanges _changes;
    private readonly InProcessTestCluster _cluster;
    private int _lastGateway;

    public SiloHost()
    {
        _changes = TestGatherer.Changes(_changesTime);
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IGatewayClient>(Gateways);
            silo.Services.AddSingleton(TestGatherer.Relays);
            silo.UseRealtimeSilo();
            silo.Services.AddSingleton(_changes);
            silo.Services.Configure<RecoveryOptions>(static options => options.PresenceGrace = TimeSpan.FromMilliseconds(50));
            silo.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ChannelOwnerServices>(provider, Sent.Provider));
            var oracle = silo.Services.Last(static service => service.ServiceType == typeof(ISiloStatusOracle)).ImplementationFactory!;
            silo.Services.AddSingleton(provider => KnowTheDead((ISiloStatusOracle)oracle(provider)));
        });
        _cluster = builder.Build();
    }

    public IServiceProvider Services => _cluster.Silos[0].ServiceProvider;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    internal FakeGateways Gateways { get; } = new();

    internal SentEnvelopes Sent { get; } = new();

    /// <summary>A name that no other test has.</summary>
    public static string NewName() => Guid.NewGuid().ToString("N");

    /// <summary>A gateway that lives.</summary>
    internal FakeGateway AddGateway() => Gateways.Add(Log.LogBuilder.Gateway(Interlocked.Increment(ref _lastGateway)));

    /// <summary>A gateway is declared dead, which no owner has been told yet.</summary>
    public void Kill(GatewayId gateway)
    {
        Gateways.Remove(gateway);
        _dead[gateway.Address] = true;
    }

    /// <summary>The cluster has not changed for long. Otherwise it has just begun.</summary>
    public void Settle() => TestGatherer.Settle(_changes, _changesTime);

    /// <summary>Ends an activation.</summary>
    public Task DeactivateAsync(IAddressable grain) => _cluster.DeactivateAsync(grain);

    /// <summary>Waits until an activation has ended by itself.</summary>
    public Task EndedAsync(IAddressable grain) => _cluster.WaitForDeactivationAsync(grain);

    public async Task InitializeAsync() => await _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    // Orleans takes a node for dead that it has never heard of, as it has not of the doubles.
    private ISiloStatusOracle KnowTheDead(ISiloStatusOracle oracle) => Stand.In<ISiloStatusOracle>((called, asked) =>
        called.Name == nameof(ISiloStatusOracle.IsDeadSilo) ? _dead.ContainsKey((SiloAddress)asked[0]!) : called.Invoke(oracle, asked));
}
