using System.Text.Json;
using Azure.Storage.Blobs;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Storage.Tests.AzureBlob;

/// <summary>The processes of a cluster, with one configuration file for all of them.</summary>
public sealed class ClusterStorageTests(Azurite azurite) : IClassFixture<Azurite>
{
    [Fact]
    public async Task Cluster_FileChoosesBlobStorage_SiloUsesItAndGatewayRunsWithoutIt()
    {
        var container = $"cluster-{Guid.NewGuid():N}";
        var config = Path.GetTempFileName();
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new
        {
            Realtime = new { OpenEnvironments = true },
            Orleans = new
            {
                GrainStorage = new { realtime = new { ProviderType = "AzureBlobStorage", azurite.ConnectionString, ContainerName = container } },
            },
        }));

        await using var cluster = await ClusterProcess.StartAsync(siloCount: 1, gatewayCount: 1, config);

        Assert.True(await new BlobContainerClient(azurite.ConnectionString, container).ExistsAsync(), cluster.DescribeState());
        File.Delete(config);
    }
}
