using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RealtimeCluster.Clustering.Health;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Health;

/// <summary>
/// Whether clients should come to this gateway: it does not empty itself, knows what is revoked, its ways to other nodes move, and an event comes round the cluster. The answer of
/// <c>/ready</c> on both ports.
/// </summary>
internal sealed class TrafficHealthCheck(ReadinessProbe probe, RevocationFollower revocations, EngineDrain drain, LinksHealthCheck links, IHostApplicationLifetime lifetime)
    : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        !lifetime.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Unhealthy("The gateway has not started.")
        : drain.IsDraining ? HealthCheckResult.Unhealthy("The gateway empties itself.")
        : !revocations.IsSettled ? HealthCheckResult.Unhealthy("What is revoked is not known yet.")
        : await links.CheckHealthAsync(context, cancellationToken) is { Status: not HealthStatus.Healthy } standing ? standing
        : await probe.CheckAsync(cancellationToken) ? HealthCheckResult.Healthy()
        : HealthCheckResult.Unhealthy("No event came round the cluster.");
}
