using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;
using RealtimeCluster.Clustering.Parts;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Owners;

/// <summary>What every owner on a silo shares.</summary>
internal sealed class ChannelOwnerServices(
    OwnerRegistry registry,
    ILocalSiloDetails self,
    ISiloStatusOracle silos,
    GatewayGatherer gatherer,
    StartLimits starts,
    LeftEstates estates,
    RecoveryClock clock,
    SnapshotRegistry snapshots,
    IOptions<RecoveryOptions> options,
    SiloMetrics metrics,
    TimeProvider time,
    ILargeAnswers answers,
    [FromKeyedServices(GatewayStreams.ProviderName)] IStreamProvider streams,
    ILogger<ChannelOwnerGrain> logger)
{
    public OwnerRegistry Registry => registry;

    public SiloAddress Self => self.SiloAddress;

    public ISiloStatusOracle Silos => silos;

    public GatewayGatherer Gatherer => gatherer;

    public StartLimits Starts => starts;

    public LeftEstates Estates => estates;

    public RecoveryClock Clock => clock;

    public SnapshotRegistry Snapshots => snapshots;

    public SiloMetrics Metrics => metrics;

    public ILargeAnswers Answers => answers;

    public ILogger Logger => logger;

    /// <summary>Whether what was said is to be kept for longer than a client can come back.</summary>
    public bool KeepsHistory { get; } = options.Value.HistoryAge > options.Value.Window;

    public OwnerStreams CreateStreams(ChannelKey key) => new(key, streams);

    public ChannelTail CreateTail() => options.Value.CreateHistory(time);

    /// <summary>See <see cref="RecoveryClock.NextLife"/>.</summary>
    public long NextLife() => clock.NextLife();
}
