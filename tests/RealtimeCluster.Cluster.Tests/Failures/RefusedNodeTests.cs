using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.Failures;

/// <summary>A process that is killed is declared dead by those it no longer answers, not by the cluster's probes.</summary>
public sealed class RefusedNodeTests
{
    private const int ChannelCount = 20;
    private const string Verdict = "refuses connections: its process is gone";

    [Fact]
    public async Task Kill_SiloWithChannelsInUse_IsDeclaredDeadByARefusal()
    {
        await using var cluster = await ClusterProcess.StartAsync(siloCount: 2, gatewayCount: 1);
        await using var client = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { envId = "refused" });
        await PublishAsync(client);

        await cluster.KillAsync("silo2");
        await PublishAsync(client);

        Assert.Contains(Verdict, await cluster.ReadLogsAsync(), StringComparison.Ordinal);
    }

    // Each is acknowledged by the owner of its channel; with twenty both silos own some.
    private static async Task PublishAsync(SocketIOTestClient client)
    {
        for (var number = 0; number < ChannelCount; number++)
        {
            await client.EmitWithAckAsync("message", new { channel = $"channel-{number}", eventName = "note", message = number });
        }
    }
}
