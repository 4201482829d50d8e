using System.Net;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Conformance.Tests.Clients;

/// <summary>A session on one gateway, used through another: what the client sees when either of them is killed.</summary>
/// <remarks>It has a cluster of its own, since it kills what it uses.</remarks>
public sealed class ForeignSessionTests : IAsyncLifetime
{
    private const string Path = "/socket.io/";
    private const string Unknown = """{"code":1,"message":"Session ID unknown"}""";

    private readonly BalancerTarget _target = new();

    public Task InitializeAsync() => _target.InitializeAsync();

    public Task DisposeAsync() => _target.DisposeAsync();

    [Fact]
    public async Task WebSocket_GatewayIsKilled_EndsSoonWhicheverOfTheTwoItWas()
    {
        var urls = _target.Cluster.GatewayUrls;
        using var onSecond = new PollingClient(urls[1], Path);
        using var throughThird = await UpgradedAsync(onSecond, urls[2]);
        using var onFirst = new PollingClient(urls[0], Path);
        using var throughSecond = await UpgradedAsync(onFirst, urls[1]);
        using var onThird = new PollingClient(urls[2], Path);
        using var throughFirst = await UpgradedAsync(onThird, urls[0]);

        await _target.Cluster.KillAsync("gateway2");

        // The owner is dead: the gateway with the WebSocket cuts it.
        Assert.Equal(0, (await throughThird.ReceiveFrameAsync()).First);

        // The gateway with the WebSocket is dead: the owner ends the session.
        Assert.Equal(0, (await throughSecond.ReceiveFrameAsync()).First);
        await UnknownAsync(onFirst, urls[0]);

        // A session of a dead gateway is unknown, as any other that is not there.
        await UnknownAsync(onSecond, urls[0]);

        // Nobody else notices.
        await throughFirst.SendAsync("3");
        await throughFirst.SendAsync("40{\"envId\":\"after-the-kill\"}");
        Assert.StartsWith("40{", await throughFirst.ReceiveAsync(), StringComparison.Ordinal);
    }

    private static async Task<RawWebSocket> UpgradedAsync(PollingClient client, Uri edge)
    {
        await client.OpenAsync();
        var socket = await RawWebSocket.ConnectAsync(edge, $"{Path}?EIO=4&transport=websocket&sid={client.Sid}");
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());
        await socket.SendAsync("5");
        return socket;
    }

    private static async Task UnknownAsync(PollingClient client, Uri gateway)
    {
        using var other = new PollingClient(gateway, Path);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (true)
        {
            var (status, body) = await other.SendAsync(HttpMethod.Get, $"EIO=4&transport=polling&sid={client.Sid}");
            if (status == HttpStatusCode.BadRequest && body == Unknown)
            {
                return;
            }

            // Until the death is known the session stands, with a WebSocket, and refuses polls.
            Assert.False(deadline.IsCancellationRequested, $"Expected the session to be unknown, got {status}: {body}");
        }
    }
}
