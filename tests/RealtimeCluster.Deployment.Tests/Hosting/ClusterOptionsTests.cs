using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Hosting;

namespace RealtimeCluster.Deployment.Tests.Hosting;

/// <summary>Settings of a cluster that cannot be.</summary>
public sealed class ClusterOptionsTests
{
    [Fact]
    public async Task Start_KubernetesWithoutRedis_NamesEveryFault()
    {
        var builder = Host.CreateApplicationBuilder(["--Cluster:Kubernetes=true", "--Cluster:AdvertisedAddress=here"]);
        builder.UseRealtimeCluster(static _ => { });
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("Cluster:Kubernetes", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Cluster:AdvertisedAddress 'here' is not an IP address", exception.Message, StringComparison.Ordinal);
    }
}
