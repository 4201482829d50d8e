using Microsoft.Extensions.Hosting;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Ties the gauges of <see cref="SocketIOMetrics"/> to what they show.</summary>
internal sealed class EngineGauges(SocketIOMetrics metrics, EngineServers servers, InboundMemory inbound, EngineDrain drain) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Observe(new GaugeSources
        {
            InboundBytes = () => inbound.UsedBytes + inbound.ShareBytes,
            InboundWaiting = () => inbound.WaitingCount,
            OutboundBytes = () => servers.OutboundBytes,
            Draining = () => drain.IsDraining ? 1 : 0,
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
