using System.Net;
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
        await slow.Begun;

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
        await slow.Begun;

        var others = Enumerable.Range(0, 40).Select(_ => client.PostAsync("4more")).ToArray();
        await Task.WhenAny(others);
        slow.Release();

        Assert.Contains(HttpStatusCode.BadRequest, (await Task.WhenAll(others)).Select(static answer => answer.Status));
        await first;
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
    }

    private async Task<PollingClient> OpenedPollingAsync()
    {
        var client = server.Polling();
        await client.OpenAsync();
        return client;
    }
}
