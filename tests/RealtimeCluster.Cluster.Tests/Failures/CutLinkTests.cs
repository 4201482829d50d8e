using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.Failures;

/// <summary>A gateway and a silo do not reach each other, and all others do.</summary>
public sealed class CutLinkTests
{
    // Of as many one at least is entered in a part of Orleans' directory that lies behind the cut, wherever it is placed.
    private const int ChannelCount = 60;

    [Fact]
    public async Task Cut_GatewayAndSilo_NewChannelsOfOtherGatewaysStart()
    {
        await using var cluster = await ClusterProcess.StartAsync(siloCount: 2, gatewayCount: 2, hasOwnNetwork: true);
        await using var client = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { envId = "cut-link" });
        await client.EmitWithAckAsync("join", new { channel = "before" });

        await cluster.CutAsync("gateway2", "silo1");
        await cluster.CutAsync("silo1", "gateway2");
        await cluster.WaitForLogAsync("This node does not reach");

        // Each has half a minute. One that comes before the others have heard of the cut may take ten seconds.
        for (var number = 0; number < ChannelCount; number++)
        {
            await client.EmitWithAckAsync("join", new { channel = $"c{number}" });
            await client.EmitWithAckAsync("message", new { channel = $"c{number}", eventName = "note", message = number });
        }

        await using var other = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { envId = "another" });
        await other.EmitWithAckAsync("join", new { channel = "c" });
    }
}
