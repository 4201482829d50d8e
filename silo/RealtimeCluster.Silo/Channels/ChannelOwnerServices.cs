using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Channels;

/// <summary>What every owner on a silo shares.</summary>
internal sealed class ChannelOwnerServices(
    OwnerRegistry registry,
    ILocalSiloDetails self,
    ISiloStatusOracle silos,
    IOptions<ChannelHistoryOptions> options,
    SiloMetrics metrics,
    TimeProvider time,
    ILogger<ChannelOwnerGrain> logger)
{
    public OwnerRegistry Registry => registry;

    public SiloAddress Self => self.SiloAddress;

    public ISiloStatusOracle Silos => silos;

    public SiloMetrics Metrics => metrics;

    public ILogger Logger => logger;

    public ChannelHistory CreateHistory() =>
        new(options.Value.MaxEvents, options.Value.MaxBytes, options.Value.Window, time);
}
