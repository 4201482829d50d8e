using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public sealed class HeartbeatTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProtocolServer _server;

    public HeartbeatTests() => _server = new ProtocolServer(services => services.AddSingleton<TimeProvider>(_time));

    [Fact]
    public async Task WebSocket_NoPong_IsPingedThenClosed()
    {
        using var socket = await _server.OpenedAsync();

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("2", await socket.ReceiveAsync());
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(0x88, (await socket.ReceiveFrameAsync()).First);
    }

    [Fact]
    public async Task WebSocket_Pong_KeepsTheSession()
    {
        using var socket = await _server.OpenedAsync();
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(60));
            Assert.Equal("2", await socket.ReceiveAsync());
            await socket.SendAsync("3");
            await socket.SendAsync("4seen");
            Assert.Equal("4seen", await socket.ReceiveAsync());
        }
    }

    [Fact]
    public async Task Polling_HeldPoll_IsAnsweredWithThePing()
    {
        using var client = _server.Polling();
        await client.OpenAsync();
        var poll = client.PollAsync();

        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal((HttpStatusCode.OK, "2"), await poll);
    }

    [Fact]
    public async Task Polling_NoPoll_IsGoneWhenItsTimeIsUp()
    {
        using var client = _server.Polling();
        await client.OpenAsync();

        _time.Advance(TimeSpan.FromSeconds(120));

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task SocketIO_NoConnect_IsClosed()
    {
        using var socket = await _server.OpenedAsync("/socket.io/");

        _time.Advance(TimeSpan.FromSeconds(59));
        _time.Advance(TimeSpan.FromSeconds(1));

        var (first, _) = await socket.ReceiveFrameAsync();
        Assert.Equal(0x88, first);
    }

    [Fact]
    public async Task Upgrade_NotFinished_ClosesTheCandidateAlone()
    {
        using var client = _server.Polling();
        await client.OpenAsync();
        using var candidate = await _server.WebSocketAsync(sid: client.Sid);
        await candidate.SendAsync("2probe");
        Assert.Equal("3probe", await candidate.ReceiveAsync());

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(0, (await candidate.ReceiveFrameAsync()).First);
        await client.PostAsync("4hello");
        Assert.Equal((HttpStatusCode.OK, "4hello"), await client.PollAsync());
    }

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();
}
