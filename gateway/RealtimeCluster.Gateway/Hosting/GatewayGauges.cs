using Microsoft.Extensions.Hosting;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Hosting;

/// <summary>Ties the gauges of <see cref="GatewayMetrics"/> to what they show.</summary>
internal sealed class GatewayGauges(
    GatewayMetrics metrics,
    LocalChannelIndex index,
    UplinkRegistry uplinks,
    GatewayInbox inbox) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Observe(new GaugeSources
        {
            Channels = () => index.Count,
            UplinkCommands = () => uplinks.WaitingCount,
            UplinkBytes = () => uplinks.WaitingBytes,
            InboxBatches = () => inbox.WaitingCount,
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
