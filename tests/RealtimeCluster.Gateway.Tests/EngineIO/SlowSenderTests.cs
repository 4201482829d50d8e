using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Tests.Environments;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;
using RealtimeCluster.SocketIO.WebSockets;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

/// <summary>Clients that send large messages slowly hold up nobody: they are cut when others wait, on every transport, and give back what they held.</summary>
public sealed class SlowSenderTests : IAsyncLifetime, IDisposable
{
    private const int Large = 700_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    // Its third is how often a session is told that its client waits: whoever waits for memory arms that.
    private static readonly TimeSpan PingTimeout = TimeSpan.FromMinutes(20);
    private static readonly IPAddress Address = IPAddress.Parse("203.0.113.7");

    private readonly ArmedTimeProvider _time = new();
    private readonly LogCapture _logs = new();
    private readonly ServiceProvider _services;
    private readonly EngineServers _servers;
    private readonly EngineServer _server;
    private readonly InboundMemory _memory;
    private readonly Application _application = new();

    public SlowSenderTests()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Realtime:Limits:MaxInboundBytes"] = "2000000",

            // So that what is at stake is the memory, not the silence.
            ["Gateway:EngineIO:PingTimeout"] = $"{PingTimeout}",
            ["Gateway:EngineIO:ReceiveTimeout"] = "01:00:00",
        };
        _services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(_logs))
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton<TimeProvider>(_time)
            .AddEngineIO()
            .BuildServiceProvider();
        _servers = _services.GetRequiredService<EngineServers>();
        _memory = _services.GetRequiredService<InboundMemory>();
        _server = _servers.Create(_application);
    }

    [Fact]
    public async Task WebSocket_SendsSlowlyWhileOthersWait_IsCutAtOnceAndTheOtherGoesOn()
    {
        using var slow = new GrowingConnection();
        var servingSlow = WebSocketTransport.ServeAsync(_server, Handshake(), null, slow);
        var slowSession = _application.Session!;
        await slow.FeedAsync(Large);
        using var other = new GrowingConnection();
        var servingOther = WebSocketTransport.ServeAsync(_server, Handshake(), null, other);
        var otherSession = _application.Session!;
        var fed = other.FeedAsync(Large);
        await _time.WaitUntilArmedAsync(PingTimeout / 3);

        Run(seconds: 15);

        await servingSlow.WaitAsync(Deadline);
        await fed.WaitAsync(Deadline);
        Assert.Equal((DisconnectReason.InboundTooSlow, null), (slowSession.CloseReason, otherSession.CloseReason));
        Assert.Single(_logs.Entries, static entry => entry.Text.Contains("sent too slowly", StringComparison.Ordinal));
        other.Abort();
        await servingOther.WaitAsync(Deadline);
        Assert.Equal((0, 0), (_memory.UsedBytes, _memory.ShareBytes));
    }

    [Fact]
    public async Task WebSocket_SendsSlowlyWhileNobodyWaits_IsLeft()
    {
        using var slow = new GrowingConnection();
        var serving = WebSocketTransport.ServeAsync(_server, Handshake(), null, slow);
        await slow.FeedAsync(Large);

        Run(seconds: 60);

        Assert.True(_application.Session!.IsOpen);
        slow.Abort();
        await serving.WaitAsync(Deadline);
    }

    [Fact]
    public async Task WebSocket_OrdinaryMessageWhileOthersHoldAll_DoesNotWait()
    {
        using var slow = new GrowingConnection();
        var servingSlow = WebSocketTransport.ServeAsync(_server, Handshake(), null, slow);
        await slow.FeedAsync(Large);
        using var other = new GrowingConnection();
        var servingOther = WebSocketTransport.ServeAsync(_server, Handshake(), null, other);

        await other.FeedAsync(60_000);

        Assert.Equal(0, _memory.WaitingCount);
        slow.Abort();
        other.Abort();
        await Task.WhenAll(servingSlow, servingOther).WaitAsync(Deadline);
    }

    [Fact]
    public async Task WebSocket_WaitsForMemory_IsNotTakenForSilent()
    {
        using var holder = new GrowingConnection();
        var servingHolder = WebSocketTransport.ServeAsync(_server, Handshake(), null, holder);
        await holder.FeedAsync(Large);
        using var other = new GrowingConnection();
        var servingOther = WebSocketTransport.ServeAsync(_server, Handshake(), null, other);
        var waiting = _application.Session!;
        var fed = other.FeedAsync(Large);
        await _time.WaitUntilArmedAsync(PingTimeout / 3);

        // Less than it may wait for room, more than it may be silent.
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            waiting.CheckDeadlines();
        }

        Assert.Equal((1, null), (_memory.WaitingCount, waiting.CloseReason));
        holder.Abort();
        other.Abort();
        await Task.WhenAll(servingHolder, servingOther).WaitAsync(Deadline);
        _ = fed;
    }

    [Fact]
    public async Task Post_SendsSlowlyWhileOthersWait_IsCut()
    {
        var session = _server.Open(Handshake(), opened => new PollingTransport(opened, _server.Options, _time));
        using var stream = new StepwiseStream();
        var posting = new PollingPost(session).ReceiveAsync(new DefaultHttpContext { Request = { Body = stream } });
        await stream.FeedAsync(new byte[Large]);
        using var other = new GrowingConnection();
        var servingOther = WebSocketTransport.ServeAsync(_server, Handshake(), null, other);
        var fed = other.FeedAsync(Large);
        await _time.WaitUntilArmedAsync(PingTimeout / 3);

        Run(seconds: 15);

        Assert.Equal(PostOutcome.BadRequest, await posting.WaitAsync(Deadline));
        Assert.Equal(DisconnectReason.InboundTooSlow, session.CloseReason);
        await fed.WaitAsync(Deadline);
        other.Abort();
        await servingOther.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Attachments_LastOneDoesNotComeWhileOthersWait_IsCut()
    {
        var session = _server.Open(Handshake(), opened => new PollingTransport(opened, _server.Options, _time));
        var packet = new BinaryPacket(session, attachmentCount: 2, maxBytes: 100_000_000);
        Assert.True(await packet.TryKeepTextAsync(new byte[10]));
        Assert.True(await packet.TryAddAsync(new byte[Large]));
        _application.OnClosing = packet.Dispose;
        using var other = new GrowingConnection();
        var servingOther = WebSocketTransport.ServeAsync(_server, Handshake(), null, other);
        var fed = other.FeedAsync(Large);
        await _time.WaitUntilArmedAsync(PingTimeout / 3);

        Run(seconds: 15);

        await fed.WaitAsync(Deadline);
        Assert.Equal(DisconnectReason.InboundTooSlow, session.CloseReason);
        other.Abort();
        await servingOther.WaitAsync(Deadline);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _services.DisposeAsync();

    public void Dispose() => _logs.Dispose();

    private static HandshakeRequest Handshake() => new() { RemoteAddress = Address };

    private void Run(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _servers.Tick();
        }
    }

    private sealed class Application : IEngineIOApplication, IEngineIOHandler
    {
        public EngineSession? Session { get; private set; }

        public Action OnClosing { get; set; } = static () => { };

        public IEngineIOHandler Open(EngineSession session)
        {
            Session = session;
            return this;
        }

        public ValueTask OnMessageAsync(ReadOnlyMemory<byte> message, bool isBinary) => ValueTask.CompletedTask;

        public void OnClosed(DisconnectReason reason) => OnClosing();
    }

    /// <summary>A WebSocket on which one endless packet comes, as much of it as the test says.</summary>
    private sealed class GrowingConnection : WebSocketConnection, IDisposable
    {
        private readonly StepwiseStream _stream = new();

        public override CancellationToken Closed => CancellationToken.None;

        public override WebSocketCloseStatus? CloseStatus => null;

        public Task FeedAsync(int count) => _stream.FeedAsync(new byte[count]);

        public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer) =>
            buffer.IsEmpty
                ? new ValueWebSocketReceiveResult(0, WebSocketMessageType.Binary, endOfMessage: false)
                : await _stream.ReadAsync(buffer) is > 0 and var count
                    ? new ValueWebSocketReceiveResult(count, WebSocketMessageType.Binary, endOfMessage: false)
                    : new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> frames, IWriteProgress? progress, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public override void Abort() => _stream.End();

        public void Dispose() => _stream.Dispose();
    }
}
