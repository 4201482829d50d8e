using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RealtimeCluster.Clustering.Health;

/// <summary>Whether all ways from this node to others move. One that stands holds up channels that no probe looks at.</summary>
public sealed class LinksHealthCheck(IEnumerable<IStandingLinks> links) : IHealthCheck
{
    /// <summary>How long a call may be under way: longer than it takes to replace a node that is gone.</summary>
    public static readonly TimeSpan MaxStand = TimeSpan.FromSeconds(20);

    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(links.FirstOrDefault(static kind => kind.LongestStand > MaxStand) is { } standing
            ? HealthCheckResult.Unhealthy($"A link of kind {standing.Kind} has stood for {standing.LongestStand.TotalSeconds:F0} s.")
            : HealthCheckResult.Healthy());
}
