using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

/// <summary>
/// POSTs that overlap take their turns as they began. Through another gateway they do so as their bodies are complete, which is the
/// same for every client that waits for an answer or for the effect.
/// </summary>
public sealed class PostOrderTests(ProtocolServer server) : IClassFixture<ProtocolServer>
{
    [Fact]
    public async Task Post_WhileAnotherIsUnderWay_WaitsItsTurn()
    {
        using var client = await OpenedPollingAsync();
        var slow = new HeldContent("4first");
        var first = client.PostAsync(slow);
        await UnderWayAsync(client);

        var second = client.PostAsync("4second");
        var poll = client.PollAsync();
        slow.Release();

        Assert.Equal(((HttpStatusCode.OK, "ok"), (HttpStatusCode.OK, "ok")), (await first, await second));
        var received = (await poll).Body;
        Assert.Equal("4first\u001e4second", received.Contains('\u001e', StringComparison.Ordinal) ? received : $"{received}\u001e{(await client.PollAsync()).Body}");
    }

    [Fact]
    public async Task Post_TooManyAtOnce_EndsTheSession()
    {
        using var client = await OpenedPollingAsync();
        var slow = new HeldContent("4first");
        var first = client.PostAsync(slow);
        await UnderWayAsync(client);

        var others = Enumerable.Range(0, 40).Select(_ => client.PostAsync("4more")).ToArray();
        await Task.WhenAny(others);
        slow.Release();

        Assert.Contains(HttpStatusCode.BadRequest, (await Task.WhenAll(others)).Select(static answer => answer.Status));
        await first;
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
    }

    /// <summary>Waits until the session has a POST: what is sent on another connection before that may come first.</summary>
    private async Task UnderWayAsync(PollingClient client)
    {
        Assert.True(server.Services.GetRequiredService<EngineServers>().TryGet(client.Sid, out var session), "The session is open.");
        Assert.True(session.TryGetPolling(out var polling), "The session polls.");
        await Eventually.TrueAsync(() => polling.IsPosting, "the POST has reached the session");
    }

    private async Task<PollingClient> OpenedPollingAsync()
    {
        var client = server.Polling();
        await client.OpenAsync();
        return client;
    }
}
