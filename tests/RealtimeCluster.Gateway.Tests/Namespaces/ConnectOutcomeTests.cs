using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.Gateway.Tests.EngineIO;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Tests.Namespaces;

public sealed class ConnectOutcomeTests : IAsyncLifetime
{
    private readonly ProtocolServer _server = new(
        static services => services.AddSingleton<FullApplication>().AddSingleton<PickyApplication>().Configure<SocketIOOptions>(static options => options.MaxRefusedConnects = 3),
        static app => app.UseSocketIO<FullApplication>("/full/").UseSocketIO<PickyApplication>("/picky/"));

    [Fact]
    public async Task Close_AtConnect_EndsTheTransportWithoutAnAnswer()
    {
        using var socket = await _server.OpenedAsync("/full/");

        await socket.SendAsync("40");

        Assert.Equal(0x88, (await socket.ReceiveFrameAsync()).First);
    }

    [Fact]
    public async Task Refuse_TooOften_EndsTheTransportAfterTheLastRefusal()
    {
        using var socket = await _server.OpenedAsync("/picky/");
        for (var i = 0; i < 10; i++)
        {
            await socket.SendAsync("40/no,");
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.StartsWith("44/no,", await socket.ReceiveAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(0x88, (await socket.ReceiveFrameAsync()).First);
    }

    [Fact]
    public async Task Refuse_LessOften_LetsTheClientTryAgain()
    {
        using var socket = await _server.OpenedAsync("/picky/");
        foreach (var refused in new[] { "40/no,", "40/no," })
        {
            await socket.SendAsync(refused);
            Assert.StartsWith("44/no,", await socket.ReceiveAsync(), StringComparison.Ordinal);
        }

        await socket.SendAsync("40");

        Assert.StartsWith("40{", await socket.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuse_BesideANamespaceThatIsConnected_LeavesTheTransport()
    {
        using var socket = await _server.OpenedAsync("/picky/");
        await socket.SendAsync("40");
        Assert.StartsWith("40{", await socket.ReceiveAsync(), StringComparison.Ordinal);

        for (var i = 0; i < 5; i++)
        {
            await socket.SendAsync("40/no,");
            Assert.StartsWith("44/no,", await socket.ReceiveAsync(), StringComparison.Ordinal);
        }
    }

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    private sealed class FullApplication : ISocketIOApplication
    {
        public ValueTask<ConnectOutcome> OnConnectAsync(ConnectRequest request, CancellationToken cancellationToken) =>
            new(ConnectOutcome.Close(DisconnectReason.NoRoom));
    }

    private sealed class PickyApplication : ISocketIOApplication, INamespaceHandler
    {
        public ValueTask<ConnectOutcome> OnConnectAsync(ConnectRequest request, CancellationToken cancellationToken) => new(
            request.Namespace == "/" ? ConnectOutcome.Accept("sid", this) : ConnectOutcome.Refuse("""{"message":"no"}"""u8.ToArray()));

        public void OnConnected(NamespaceSession session)
        {
            // Nothing is sent to it.
        }

        public ValueTask OnEventAsync(ReceivedEvent received) => ValueTask.CompletedTask;

        public void OnDisconnected(DisconnectReason reason)
        {
            // Nothing was kept of it.
        }
    }
}
