using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.Gateway.Tests.EngineIO;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Namespaces;

public sealed class NamespaceSessionTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Application _application = new();
    private readonly ProtocolServer _server;

    public NamespaceSessionTests() => _server = new ProtocolServer(
        services => services.AddSingleton(_application),
        app => app.UseSocketIO<Application>("/app/"));

    [Fact]
    public async Task EmitWithAckAsync_ClientAnswers_ReturnsTheArguments()
    {
        using var socket = await ConnectedAsync();
        var session = await _application.Connected.Task.WaitAsync(Deadline);
        var reply = session.EmitWithAckAsync("[\"ask\"]"u8.ToArray(), [], Deadline, CancellationToken.None);

        Assert.Equal("420[\"ask\"]", await socket.ReceiveAsync());
        await socket.SendAsync("430[1,2]");

        Assert.Equal((AckStatus.Answered, "[1,2]"), ((await reply).Status, System.Text.Encoding.UTF8.GetString((await reply).Arguments.Span)));
    }

    [Fact]
    public async Task EmitWithAckAsync_ClientGoes_EndsAsDisconnected()
    {
        var socket = await ConnectedAsync();
        var session = await _application.Connected.Task.WaitAsync(Deadline);
        var reply = session.EmitWithAckAsync("[\"ask\"]"u8.ToArray(), [], Deadline, CancellationToken.None);

        socket.Dispose();

        Assert.Equal(AckStatus.Disconnected, (await reply).Status);
        Assert.Equal(DisconnectReason.TransportLost, await _application.Disconnected.Task.WaitAsync(Deadline));
    }

    [Theory]
    [InlineData("41", DisconnectReason.ClientDisconnected)]
    [InlineData("1", DisconnectReason.ClientClosed)]
    [InlineData("42{}", DisconnectReason.ProtocolError)]
    public async Task OnDisconnected_HoweverItEnds_TellsTheReasonOnce(string packet, DisconnectReason reason)
    {
        using var socket = await ConnectedAsync();

        await socket.SendAsync(packet);

        Assert.Equal(reason, await _application.Disconnected.Task.WaitAsync(Deadline));
    }

    [Theory]
    [InlineData(1000, DisconnectReason.TransportLost)]
    [InlineData(1001, DisconnectReason.ClientClosed)]
    [InlineData(1011, DisconnectReason.TransportLost)]
    public async Task OnDisconnected_WebSocketClosed_IsNoGoodbye(int status, DisconnectReason reason)
    {
        using var socket = await ConnectedAsync();

        await socket.SendFrameAsync(0x88, [(byte)(status >> 8), (byte)status]);

        Assert.Equal(reason, await _application.Disconnected.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task OnDisconnected_PolledTwiceAtOnce_MayComeBack()
    {
        using var client = _server.Polling("/app/");
        await client.OpenAsync();
        await client.PostAsync("40");
        await client.PollAsync();
        var held = client.PollAsync();

        await client.PollAsync();

        Assert.Equal(DisconnectReason.TransportLost, await _application.Disconnected.Task.WaitAsync(Deadline));
        await held;
    }

    [Fact]
    public async Task Disconnect_WithTransport_WritesThePacketFirst()
    {
        using var socket = await ConnectedAsync();
        var session = await _application.Connected.Task.WaitAsync(Deadline);

        session.Disconnect(closeTransport: true);

        Assert.Equal("41", await socket.ReceiveAsync());
        Assert.Equal(0x88, (await socket.ReceiveFrameAsync()).First);
        Assert.Equal(DisconnectReason.ServerDisconnected, await _application.Disconnected.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Disconnect_OverPolling_IsTheLastThingPolled()
    {
        using var client = _server.Polling("/app/");
        await client.OpenAsync();
        await client.PostAsync("40");
        await client.PollAsync();
        var session = await _application.Connected.Task.WaitAsync(Deadline);

        session.Disconnect(closeTransport: true);

        Assert.Equal("41\u001e1", (await client.PollAsync()).Body);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task CloseAllAsync_Sessions_CloseWithoutDisconnectPacket()
    {
        using var socket = await ConnectedAsync();
        var closing = _server.Services.GetRequiredService<EngineServers>().CloseAllAsync(TimeSpan.Zero, CancellationToken.None);

        Assert.Equal(0x88, (await socket.ReceiveFrameAsync()).First);
        await socket.SendFrameAsync(0x88, []);

        await closing.WaitAsync(Deadline);
        Assert.Equal(DisconnectReason.ServerShutdown, await _application.Disconnected.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task OnEventAsync_Throws_ClosesThatConnection()
    {
        using var socket = await ConnectedAsync();

        await socket.SendAsync("42[\"throw\"]");

        Assert.Equal(0x88, (await socket.ReceiveFrameAsync()).First);
        Assert.Equal(DisconnectReason.ApplicationError, await _application.Disconnected.Task.WaitAsync(Deadline));
    }

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    private async Task<RawWebSocket> ConnectedAsync()
    {
        var socket = await _server.OpenedAsync("/app/");
        await socket.SendAsync("40");
        Assert.Equal("40{\"sid\":\"S\"}", await socket.ReceiveAsync());
        return socket;
    }

    private sealed class Application : ISocketIOApplication, INamespaceHandler
    {
        public TaskCompletionSource<NamespaceSession> Connected { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<DisconnectReason> Disconnected { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<ConnectOutcome> OnConnectAsync(ConnectRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ConnectOutcome.Accept("S", this));

        public void OnConnected(NamespaceSession session) => Connected.SetResult(session);

        public ValueTask OnEventAsync(ReceivedEvent received) => throw new InvalidOperationException("The application is broken.");

        public void OnDisconnected(DisconnectReason reason) => Disconnected.SetResult(reason);
    }
}
