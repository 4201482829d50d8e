using RealtimeCluster.Testing.Clients;

namespace RealtimeCluster.Cluster.Tests.Members;

/// <summary>Whoever is a member from one offset of a channel to another gets every event between, whatever its client has asked for since.</summary>
[Collection(nameof(TwoByTwoCluster))]
public sealed class OwnEventsTests(TwoByTwoCluster cluster)
{
    private const int ChannelCount = 20;

    private static readonly string[] Expected = ["channel:join", "note", "channel:update", "note", "channel:leave"];

    [Fact]
    public async Task JoinAndLeaveInOneGo_NobodyElseIsThere_TheClientHearsAllBetween()
    {
        await using var client = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { envId = "own-events", echoMessages = true });

        for (var number = 0; number < ChannelCount; number++)
        {
            await EmitAllAsync(client, $"channel-{number}");
            Assert.Equal(Expected, await ReadAsync(client));
        }
    }

    private static async Task EmitAllAsync(SocketIOTestClient client, string channel)
    {
        await client.EmitAsync("update", new { data = new { step = 1 } });
        await client.EmitAsync("join", new { channel });
        await client.EmitAsync("message", new { channel, eventName = "note", message = 1 });
        await client.EmitAsync("update", new { data = new { step = 2 } });
        await client.EmitAsync("message", new { channel, eventName = "note", message = 2 });
        await client.EmitAsync("leave", new { channel });
    }

    private static async Task<List<string>> ReadAsync(SocketIOTestClient client)
    {
        var names = new List<string>();
        await client.WaitForAsync(
            frame =>
            {
                if (frame.IsEvent)
                {
                    names.Add(frame.Json[0].GetString()!);
                }

                return names is [.., "channel:leave"];
            },
            $"its own leave, after [{string.Join(", ", names)}]");
        return names;
    }
}
