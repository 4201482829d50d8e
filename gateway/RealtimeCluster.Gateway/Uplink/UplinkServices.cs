using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>What every uplink of a gateway shares.</summary>
internal sealed class UplinkServices(
    IGrainFactory grains,
    ILocalSiloDetails self,
    IHoldings holdings,
    IOptions<UplinkOptions> options,
    INodeSuspicion suspicion,
    IHostApplicationLifetime lifetime,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<ChannelUplink> logger)
{
    private long _sequence;

    public IGrainFactory Grains => grains;

    public GatewayId Gateway { get; } = new(self.SiloAddress);

    public IHoldings Holdings => holdings;

    public UplinkOptions Options => options.Value;

    /// <summary>Set when the host has stopped: until then leaves of closing connections still have to get through.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopped;

    public GatewayMetrics Metrics => metrics;

    /// <summary>What a batch that is to be repeated need not wait longer for.</summary>
    public RetryPulse Pulse { get; } = new();

    /// <summary>Told of the nodes whose owners do not answer.</summary>
    public INodeSuspicion Suspicion => suspicion;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>The last batch's number.</summary>
    public long LastSequence => Volatile.Read(ref _sequence);

    /// <summary>
    /// The next batch's number. One sequence for all channels: it also grows when an uplink is closed and made anew.
    /// </summary>
    public long NextSequence() => Interlocked.Increment(ref _sequence);
}
