using Microsoft.Extensions.Hosting;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Gateway.EngineIO;
using RealtimeCluster.Gateway.FanOut;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Diagnostics;

/// <summary>Ties the gauges of <see cref="GatewayMetrics"/> to what they show.</summary>
internal sealed class GatewayGauges(
    GatewayMetrics metrics,
    LocalChannelIndex index,
    UplinkRegistry uplinks,
    GatewayInbox inbox,
    EngineServers servers,
    InboundMemory inbound,
    EngineDrain drain) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Observe(new GaugeSources
        {
            Channels = () => index.Count,
            UplinkCommands = () => uplinks.WaitingCount,
            UplinkBytes = () => uplinks.WaitingBytes,
            InboxBatches = () => inbox.WaitingCount,
            InboundBytes = () => inbound.UsedBytes + inbound.ShareBytes,
            InboundWaiting = () => inbound.WaitingCount,
            OutboundBytes = () => servers.OutboundBytes,
            Draining = () => drain.IsDraining ? 1 : 0,
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
