using Microsoft.Extensions.Diagnostics.HealthChecks;
using RealtimeCluster.Clustering.Recovery;

namespace RealtimeCluster.Clustering.Health;

/// <summary>
/// Whether all ways from this node to others move: no call has been under way for longer than <see cref="RecoveryTimes.Stand"/>. One that stands holds up channels
/// that no probe looks at.
/// </summary>
public sealed class LinksHealthCheck(IEnumerable<IStandingLinks> links, RecoveryTimes times) : IHealthCheck
{
    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(links.FirstOrDefault(kind => kind.LongestStand > times.Stand) is { } standing
            ? HealthCheckResult.Unhealthy($"A link of kind {standing.Kind} has stood for {standing.LongestStand.TotalSeconds:F0} s.")
            : HealthCheckResult.Healthy());
}
