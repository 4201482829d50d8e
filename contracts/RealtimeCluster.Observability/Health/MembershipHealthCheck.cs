using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace RealtimeCluster.Observability.Health;

/// <summary>Whether this node is an active member of its cluster that is not about to leave.</summary>
internal sealed class MembershipHealthCheck(ISiloStatusOracle silos, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        !lifetime.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Unhealthy("The node has not started.")
        : lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("The node is stopping.")
        : silos.CurrentStatus == SiloStatus.Active ? HealthCheckResult.Healthy()
        : HealthCheckResult.Unhealthy($"The node is no active member of the cluster: {silos.CurrentStatus}."));
}
