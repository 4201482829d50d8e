using Microsoft.Extensions.Diagnostics.HealthChecks;
using RealtimeCluster.Clustering.Health;
using RealtimeCluster.Clustering.Recovery;

namespace RealtimeCluster.Contracts.Tests.Health;

public class LinksHealthCheckTests
{
    [Theory]
    [InlineData(0, HealthStatus.Healthy)]
    [InlineData(20, HealthStatus.Healthy)]
    [InlineData(21, HealthStatus.Unhealthy)]
    public async Task CheckHealthAsync_OneOfTheLinksStands_IsUnhealthyPastTheBound(int seconds, HealthStatus expected)
    {
        var check = new LinksHealthCheck([new Links(TimeSpan.Zero), new Links(TimeSpan.FromSeconds(seconds))], RecoveryTimes.Default);

        Assert.Equal(expected, (await check.CheckHealthAsync(new HealthCheckContext())).Status);
    }

    private sealed class Links(TimeSpan stand) : IStandingLinks
    {
        public string Kind => "test";

        public TimeSpan LongestStand => stand;
    }
}
