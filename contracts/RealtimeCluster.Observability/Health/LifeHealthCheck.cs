using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RealtimeCluster.Observability.Health;

/// <summary>Whether this node can still become well by itself: not if the cluster has declared it dead, for no node comes back from that.</summary>
/// <remarks>That the answer comes at all shows that threads are to be had. A cluster or a storage that is down is no reason to end a node.</remarks>
internal sealed class LifeHealthCheck(ISiloStatusOracle silos) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        silos.CurrentStatus == SiloStatus.Dead ? HealthCheckResult.Unhealthy("The cluster has declared this node dead.") : HealthCheckResult.Healthy());
}
