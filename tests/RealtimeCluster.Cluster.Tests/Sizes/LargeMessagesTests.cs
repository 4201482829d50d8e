using System.Text.Json;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.Sizes;

/// <summary>What is large between nodes arrives in parts or is refused, and no link stands because of it.</summary>
public sealed class LargeMessagesTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _config = Path.GetTempFileName();

    public void Dispose() => File.Delete(_config);

    [Fact]
    public async Task Join_ManyAtOnceWithALongRewind_EachGetsItAndOtherChannelsGoOn()
    {
        const int JoinerCount = 60;
        const int MessageCount = 100;
        await File.WriteAllTextAsync(_config, """{"Realtime":{"OpenEnvironments":true,"Limits":{"MaxRewindBytes":8000000}}}""");
        await using var cluster = await ClusterProcess.StartAsync(siloCount: 2, gatewayCount: 2, _config);
        await using var publisher = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[1], new { envId = "rewind", echoMessages = false });
        await using var bystander = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { envId = "rewind", echoMessages = false });
        await bystander.EmitWithAckAsync("join", new { channel = "other" });
        var text = new string('x', 40_000);
        for (var i = 0; i < MessageCount; i++)
        {
            await publisher.EmitWithAckAsync("message", new { channel = "hot", eventName = "h", message = text });
        }

        var joiners = await Task.WhenAll(Enumerable.Range(0, JoinerCount).Select(_ =>
            SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { envId = "rewind", echoMessages = false })));
        await Task.WhenAll(joiners.Select(static joiner => joiner.EmitWithAckAsync("join", new { channel = "hot", rewind = MessageCount })));
        await publisher.EmitWithAckAsync("message", new { channel = "other", eventName = "tag", message = 1 });

        await ReadAsync(bystander, "tag", count: 1);
        await Task.WhenAll(joiners.Select(static joiner => ReadAsync(joiner, "h", MessageCount)));
        await Task.WhenAll(joiners.Select(static joiner => joiner.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Publish_AttachmentsTogetherLargerThanAPacket_IsRefusedAndTheChannelGoesOn()
    {
        await using var cluster = await ClusterProcess.StartAsync(siloCount: 1, gatewayCount: 1);
        await using var client = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { envId = "large" });

        var (refused, _) = await client.EmitBinaryWithAckAsync(
            "message",
            """{"channel":"c","eventName":"e","message":[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]}""",
            [new byte[60_000_000], new byte[60_000_000]]);
        var accepted = await client.EmitWithAckAsync("message", new { channel = "c", eventName = "e", message = 1 });

        Assert.Equal("payload_too_large", refused.GetProperty("error").GetProperty("code").GetString());
        Assert.True(accepted.GetProperty("ok").GetBoolean());
    }

    private static async Task ReadAsync(SocketIOTestClient client, string name, int count)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var left = count;
        try
        {
            while (left > 0)
            {
                left -= (await client.Events.ReadAsync(deadline.Token)).Json[0].GetString() == name ? 1 : 0;
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{count} events '{name}' were to come; {left} of them did not.");
        }
    }
}
