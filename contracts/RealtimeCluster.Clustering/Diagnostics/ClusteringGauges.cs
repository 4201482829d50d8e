using Microsoft.Extensions.Hosting;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Health;
using RealtimeCluster.Clustering.Streams;

namespace RealtimeCluster.Clustering.Diagnostics;

/// <summary>Ties the gauges of <see cref="ClusteringMetrics"/> to what they show.</summary>
internal sealed class ClusteringGauges(ClusteringMetrics metrics, OutboxRegistry outboxes, ClusterNodes nodes, IEnumerable<IStandingLinks> links) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Observe(
            () => outboxes.WaitingCount,
            () => outboxes.WaitingBytes,
            () => nodes.GetOwners().Count,
            () => nodes.GetGateways().Count,
            links);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
