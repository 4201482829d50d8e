using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public sealed class DrainTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly ProtocolServer _server;

    public DrainTests() => _server = new ProtocolServer(services =>
    {
        services.AddSingleton<TimeProvider>(_time);
        services.Configure<EngineIOOptions>(static options =>
        {
            options.DrainNotice = TimeSpan.FromSeconds(2);
            options.DrainSpread = TimeSpan.FromSeconds(5);
        });
    });

    [Fact]
    public async Task Stop_DuringTheNotice_GoesOnAsBefore()
    {
        using var socket = await _server.OpenedAsync();
        var stopping = _server.StopAsync();

        using var late = await _server.OpenedAsync();
        await socket.SendAsync("4hello");

        Assert.Equal("4hello", await socket.ReceiveAsync());
        await FinishAsync(stopping, socket, late);
    }

    [Fact]
    public async Task Stop_AfterTheNotice_RefusesAndClosesOneAfterTheOther()
    {
        var sockets = new List<RawWebSocket>();
        for (var i = 0; i < 10; i++)
        {
            sockets.Add(await _server.OpenedAsync());
        }

        var closes = sockets.Select(static socket => socket.ReceiveFrameAsync()).ToArray();
        var stopping = _server.StopAsync();
        await AdvanceUntilAsync(() => closes.Any(static close => close.IsCompleted));

        using var http = new HttpClient();

        // The rest have nearly all of the window.
        Assert.InRange(closes.Count(static close => close.IsCompleted), 1, 9);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri(_server.Uri, "/engine.io/?EIO=4&transport=polling"))).StatusCode);
        await AdvanceUntilAsync(() => closes.All(static close => close.IsCompleted));
        Assert.All(await Task.WhenAll(closes), static frame => Assert.Equal(0x88, frame.First));
        await FinishAsync(stopping, [.. sockets]);
    }

    [Fact]
    public async Task Begin_TheHostGoesOn_ClosesAndRefusesAndStopsAtOnce()
    {
        using var socket = await _server.OpenedAsync();
        var close = socket.ReceiveFrameAsync();
        var drain = _server.Services.GetRequiredService<EngineDrain>();

        var drained = drain.Begin();
        Assert.True(drain.IsDraining);
        Assert.Same(drained, drain.Begin());
        await AdvanceUntilAsync(() => close.IsCompleted);
        socket.Dispose();
        await AdvanceUntilAsync(() => drained.IsCompleted);

        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri(_server.Uri, "/engine.io/?EIO=4&transport=polling"))).StatusCode);
        await _server.StopAsync().WaitAsync(Deadline);
    }

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    private async Task FinishAsync(Task stopping, params RawWebSocket[] sockets)
    {
        Array.ForEach(sockets, static socket => socket.Dispose());
        await AdvanceUntilAsync(() => stopping.IsCompleted);
        await stopping;
    }

    private async Task AdvanceUntilAsync(Func<bool> isReached)
    {
        using var end = new CancellationTokenSource(Deadline);
        while (!isReached())
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(5, end.Token);
        }
    }
}
