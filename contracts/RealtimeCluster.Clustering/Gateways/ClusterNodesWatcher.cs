using Microsoft.Extensions.Hosting;

namespace RealtimeCluster.Clustering.Gateways;

/// <summary>Has <see cref="ClusterNodes"/> take note of what each node is while it says so, also in a cluster in which nobody asks.</summary>
internal sealed class ClusterNodesWatcher(ClusterNodes nodes, IClusterManifestProvider manifests) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in manifests.Updates.WithCancellation(stoppingToken))
        {
            nodes.Learn();
        }
    }
}
