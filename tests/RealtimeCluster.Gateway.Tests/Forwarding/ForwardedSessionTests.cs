using System.Net;
using System.Net.Http;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.Gateway.Forwarding;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Forwarding;

/// <summary>What becomes of a session when the gateway or the client at the other end of a forwarded request is lost.</summary>
public sealed class ForwardedSessionTests(ForwardedProtocolServer server) : IClassFixture<ForwardedProtocolServer>
{
    private const string Unknown = """{"code":1,"message":"Session ID unknown"}""";

    private readonly EngineServers _servers = server.Services.GetRequiredService<EngineServers>();

    [Fact]
    public async Task Poll_ClientGoesWhileItIsHeld_EndsTheSession()
    {
        using var client = server.Polling();
        await client.OpenAsync();
        using var http = new HttpClient { BaseAddress = server.Uri };
        using var gone = new CancellationTokenSource();
        var poll = http.GetAsync($"/engine.io/?EIO=4&transport=polling&sid={client.Sid}", gone.Token);
        await HeldAsync(client.Sid);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        await EndedAsync(client.Sid);
    }

    [Fact]
    public async Task Poll_GatewayThatHasItDies_EndsTheSession()
    {
        using var client = server.Polling();
        await client.OpenAsync();
        var poll = client.PollAsync();
        await HeldAsync(client.Sid);

        server.Services.GetRequiredService<OwnedPolls>().LoseAllOf(LocalForwarding.Address);

        await EndedAsync(client.Sid);
        Assert.Equal(HttpStatusCode.OK, (await poll).Status);
    }

    [Fact]
    public async Task Poll_GatewayThatHasItStops_IsReleasedAndTheSessionGoesOn()
    {
        using var client = server.Polling();
        await client.OpenAsync();
        var poll = client.PollAsync();
        await HeldAsync(client.Sid);

        await server.Services.GetRequiredService<EdgePolls>().DrainAsync();

        Assert.Equal((HttpStatusCode.OK, "6"), await poll);
        Assert.Equal((HttpStatusCode.OK, "ok"), await client.PostAsync("4still here"));
        Assert.Equal((HttpStatusCode.OK, "4still here"), await client.PollAsync());
    }

    [Fact]
    public async Task WebSocket_OwnerDies_IsCutAtOnce()
    {
        using var client = server.Polling();
        using var socket = await UpgradedAsync(client);

        server.Services.GetRequiredService<EdgeRelays>().AbortAllOf(LocalForwarding.Address);

        Assert.Equal(0, (await socket.ReceiveFrameAsync()).First);
        await EndedAsync(client.Sid);
    }

    [Fact]
    public async Task WebSocket_GatewayThatHasItDies_EndsTheSession()
    {
        using var client = server.Polling();
        using var socket = await UpgradedAsync(client);

        server.Services.GetRequiredService<OwnedRelays>().LoseAllOf(LocalForwarding.Address);

        await EndedAsync(client.Sid);
    }

    [Fact]
    public async Task WebSocket_GatewayThatHasItStops_IsClosedInOrder()
    {
        using var client = server.Polling();
        using var socket = await UpgradedAsync(client);

        server.Services.GetRequiredService<EdgeRelays>().Drain();

        Assert.Equal(0x88, (await socket.ReceiveFrameAsync()).First);
        await socket.SendFrameAsync(0x88, []);
        Assert.Equal(0, (await socket.ReceiveFrameAsync()).First);
        await EndedAsync(client.Sid);
    }

    [Fact]
    public async Task WebSocket_ClosedByTheClient_IsAnsweredWithItsStatus()
    {
        using var client = server.Polling();
        using var socket = await UpgradedAsync(client);

        await socket.SendFrameAsync(0x88, [0x03, 0xE8]);

        Assert.Equal([0x03, 0xE8], (await socket.ReceiveFrameAsync()).Payload);
        await EndedAsync(client.Sid);
    }

    [Fact]
    public async Task WebSocket_ManyMessagesBothWays_KeepTheirOrder()
    {
        using var client = server.Polling();
        using var socket = await UpgradedAsync(client);
        var expected = Enumerable.Range(0, 2000).Select(static number => $"4{new string('x', number % 3000)}{number}").ToArray();

        var sending = Task.Run(async () =>
        {
            foreach (var text in expected)
            {
                await socket.SendAsync(text);
            }
        });
        var received = new List<string>();
        while (received.Count < expected.Length)
        {
            received.Add(await socket.ReceiveAsync());
        }

        await sending;
        Assert.Equal(expected, received);
    }

    private static async Task<RawWebSocket> ProbedAsync(RawWebSocket socket)
    {
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());
        return socket;
    }

    private async Task<RawWebSocket> UpgradedAsync(PollingClient client)
    {
        await client.OpenAsync();
        var socket = await ProbedAsync(await server.WebSocketAsync(sid: client.Sid));
        await socket.SendAsync("5");
        await socket.SendAsync("4upgraded");
        Assert.Equal("4upgraded", await socket.ReceiveAsync());
        return socket;
    }

    /// <summary>Waits until the owner has the poll: a second one is then one too many for a session that has one.</summary>
    private async Task HeldAsync(string sid)
    {
        Assert.True(_servers.TryGet(sid, out var session), "The session is open.");
        Assert.True(session.TryGetPolling(out var polling), "The session polls.");
        await Eventually.TrueAsync(() => polling.IsHeld, "the poll has reached the session");
    }

    private async Task EndedAsync(string sid)
    {
        await Eventually.TrueAsync(() => !_servers.TryGet(sid, out _), "the session has ended");
        using var client = server.Polling();
        Assert.Equal((HttpStatusCode.BadRequest, Unknown), await client.SendAsync(HttpMethod.Get, $"EIO=4&transport=polling&sid={sid}"));
    }
}
