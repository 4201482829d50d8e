using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime.GrainDirectory;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
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
    RecoveryTimes times,
    IHostApplicationLifetime lifetime,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<ChannelUplink> logger,
    IOptions<ClusterOptions>? cluster = null,
    IGrainDirectoryCache? addresses = null) : IDisposable
{
    private long _sequence;

    public IGrainFactory Grains => grains;

    public GatewayId Gateway { get; } = new(self.SiloAddress);

    public IHoldings Holdings => holdings;

    public UplinkOptions Options => options.Value;

    /// <summary>The largest command that a message between nodes holds.</summary>
    public long MaxCommandBytes { get; } = (cluster?.Value ?? new ClusterOptions()).GetMaxItemBytes();

    /// <summary>Set when the host has stopped: until then leaves of closing connections still have to get through.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopped;

    public GatewayMetrics Metrics => metrics;

    /// <summary>What a batch that is to be repeated need not wait longer for.</summary>
    public RetryPulse Pulse { get; } = new();

    /// <summary>Has uplinks let go of what they acknowledged.</summary>
    public AcknowledgementExpiry Expiry { get; } = new(times.Kept, time);

    /// <summary>Told of the nodes whose owners do not answer.</summary>
    public INodeSuspicion Suspicion => suspicion;

    public TimeProvider Time => time;

    /// <summary>See <see cref="RecoveryTimes.Kept"/>.</summary>
    public TimeSpan Kept => times.Kept;

    public ILogger Logger => logger;

    /// <summary>The last batch's number.</summary>
    public long LastSequence => Volatile.Read(ref _sequence);

    /// <summary>Nobody here calls the owner of a log any more.</summary>
    public void ForgetOwner(ChannelKey channel)
    {
        if (addresses is not null && ChannelOwners.FindOwnerId(channel) is { } owner)
        {
            addresses.Remove(owner);
        }
    }

    /// <summary>
    /// The next batch's number. One sequence for all channels: it also grows when an uplink is closed and made anew.
    /// </summary>
    public long NextSequence() => Interlocked.Increment(ref _sequence);

    public void Dispose() => Expiry.Dispose();
}
