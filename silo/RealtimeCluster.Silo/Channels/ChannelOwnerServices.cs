using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Sessions;

namespace RealtimeCluster.Silo.Channels;

/// <summary>What every owner on a silo shares.</summary>
internal sealed class ChannelOwnerServices(
    OwnerRegistry registry,
    ILocalSiloDetails self,
    ISiloStatusOracle silos,
    GatewayGatherer gatherer,
    RecoveryClock clock,
    IOptions<RecoveryOptions> options,
    SiloMetrics metrics,
    TimeProvider time,
    ILogger<ChannelOwnerGrain> logger)
{
    public OwnerRegistry Registry => registry;

    public SiloAddress Self => self.SiloAddress;

    public ISiloStatusOracle Silos => silos;

    public GatewayGatherer Gatherer => gatherer;

    public RecoveryClock Clock => clock;

    public SiloMetrics Metrics => metrics;

    public ILogger Logger => logger;

    public ChannelTail CreateTail() => options.Value.CreateTail(time);

    /// <summary>
    /// A number for an epoch or term: higher than any earlier one as long as clocks do not go back by more than an owner's life,
    /// and never the same twice.
    /// </summary>
    public long NextLife() => (time.GetUtcNow().ToUnixTimeMilliseconds() << 20) | (uint)Random.Shared.Next(1 << 20);
}
