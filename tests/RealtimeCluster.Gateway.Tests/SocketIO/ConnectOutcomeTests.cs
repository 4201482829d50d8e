using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.Gateway.EngineIO;
using RealtimeCluster.Gateway.SocketIO;
using RealtimeCluster.Gateway.Tests.EngineIO;

namespace RealtimeCluster.Gateway.Tests.SocketIO;

public sealed class ConnectOutcomeTests : IAsyncLifetime
{
    private readonly ProtocolServer _server = new(
        static services => services.AddSingleton<FullApplication>(),
        static app => app.UseSocketIO<FullApplication>("/full/"));

    [Fact]
    public async Task Close_AtConnect_EndsTheTransportWithoutAnAnswer()
    {
        using var socket = await _server.OpenedAsync("/full/");

        await socket.SendAsync("40");

        Assert.Equal(0x88, (await socket.ReceiveFrameAsync()).First);
    }

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    private sealed class FullApplication : ISocketIOApplication
    {
        public ValueTask<ConnectOutcome> OnConnectAsync(ConnectRequest request, CancellationToken cancellationToken) =>
            new(ConnectOutcome.Close(DisconnectReason.NoRoom));
    }
}
