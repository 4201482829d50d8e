using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RealtimeCluster.Gateway.EngineIO;

namespace RealtimeCluster.Gateway.Hosting;

/// <summary>Whether clients should come to this gateway: it does not empty itself, and an event comes round the cluster.</summary>
internal sealed class TrafficHealthCheck(ReadinessProbe probe, EngineDrain drain, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        !lifetime.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Unhealthy("The gateway has not started.")
        : drain.IsDraining ? HealthCheckResult.Unhealthy("The gateway empties itself.")
        : await probe.CheckAsync(cancellationToken) ? HealthCheckResult.Healthy()
        : HealthCheckResult.Unhealthy("No event came round the cluster.");
}
