using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Gateway.Tests.Forwarding;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

/// <summary>A large message that moves, in either direction, is not cut by a clock for the whole; one that stands is.</summary>
public sealed class ProgressTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AlmostAPong = TimeSpan.FromSeconds(29);
    private static readonly TimeSpan AlmostABody = TimeSpan.FromSeconds(59);

    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services;
    private readonly EngineServer _server;
    private readonly Application _application = new();

    public ProgressTests()
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton<TimeProvider>(_time)
            .AddEngineIO()
            .AddLocalForwarding()
            .BuildServiceProvider();
        _server = _services.GetRequiredService<EngineServers>().Create(_application);
    }

    [Theory]
    [InlineData(InboundMemory.ProgressBytes, true)]
    [InlineData(1, false)]
    public async Task WebSocket_LongPacketComes_KeepsTheSessionWhileItMoves(int partBytes, bool isKept)
    {
        using var connection = new StepwiseConnection();
        var serving = WebSocketTransport.ServeAsync(_server, new HandshakeRequest(), null, connection);
        var session = _application.Session!;

        for (var i = 0; i < 10 && session.IsOpen; i++)
        {
            await connection.ReceivedAsync(new byte[partBytes]);
            _time.Advance(AlmostAPong);
            session.CheckDeadlines();
        }

        Assert.Equal((isKept, isKept ? null : DisconnectReason.PingTimeout), (session.IsOpen, session.CloseReason));
        connection.Abort();
        await serving.WaitAsync(Deadline);
    }

    [Fact]
    public async Task WebSocket_LongMessageIsTaken_KeepsTheSessionWhileItMoves()
    {
        using var connection = new StepwiseConnection();
        var serving = WebSocketTransport.ServeAsync(_server, new HandshakeRequest(), null, connection);
        var session = _application.Session!;
        connection.HoldWrites();
        session.Enqueue(OutboundMessage.Binary(new byte[1_000_000]));
        session.Flush();

        for (var i = 0; i < 10; i++)
        {
            _time.Advance(AlmostAPong);
            connection.Progress!.OnWriteMoved();
            session.CheckDeadlines();
            Assert.True(session.IsOpen, $"It was closed as {session.CloseReason} at part {i}.");
        }

        _time.Advance(TimeSpan.FromSeconds(30));
        session.CheckDeadlines();

        Assert.Equal(DisconnectReason.WriteTimeout, session.CloseReason);
        await serving.WaitAsync(Deadline);
    }

    [Theory]
    [InlineData(InboundMemory.ProgressBytes, 10, null)]
    [InlineData(1, 2, DisconnectReason.ReceiveTimeout)]
    public async Task Post_LongBodyComes_IsReadWhileItMoves(int partBytes, int partCount, DisconnectReason? expected)
    {
        var session = _server.Open(new HandshakeRequest(), opened => new PollingTransport(opened, _server.Options, _time));
        var stream = new StepwiseStream();
        var body = new PollingBody(_server, session.Deadlines, () => session.Inbound);
        var reading = body.ReadAsync(new DefaultHttpContext { Request = { Body = stream } });

        for (var i = 0; i < partCount; i++)
        {
            await stream.FeedAsync(new byte[partBytes]);
            _time.Advance(AlmostABody);
        }

        stream.End();

        Assert.Equal(expected, await reading.WaitAsync(Deadline));
        body.Return();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Poll_LongAnswerIsTaken_KeepsTheSessionWhileItMoves(bool moves)
    {
        var session = _server.Open(new HandshakeRequest(), opened => new PollingTransport(opened, _server.Options, _time));
        Assert.True(session.TryGetPolling(out var polling));
        var reply = new HeldReply();
        var poll = polling.PollAsync(reply);
        var progress = await reply.Begun.Task.WaitAsync(Deadline);

        for (var i = 0; i < 10; i++)
        {
            _time.Advance(AlmostAPong);
            if (moves)
            {
                progress.OnWriteMoved();
            }

            session.CheckDeadlines();
        }

        reply.Taken.TrySetResult();
        await poll.WaitAsync(Deadline);
        Assert.Equal(moves, session.IsOpen);
    }

    [Fact]
    public async Task ForwardedPost_LongBodyComes_KeepsTheSessionWhileItMoves()
    {
        var session = _server.Open(new HandshakeRequest(), opened => new PollingTransport(opened, _server.Options, _time));
        var peer = _services.GetRequiredService<LocalForwarding>().Find(session.Sid);

        for (var i = 0; i < 10; i++)
        {
            _time.Advance(AlmostAPong);
            peer.ReadMoved();
            session.CheckDeadlines();
        }

        Assert.True(session.IsOpen, $"It was closed as {session.CloseReason}.");
        await peer.RefuseAsync(DisconnectReason.TransportLost);
    }

    [Fact]
    public async Task ForwardedPoll_LongAnswerIsTaken_KeepsTheSessionWhileItMoves()
    {
        var session = _server.Open(new HandshakeRequest(), opened => new PollingTransport(opened, _server.Options, _time));
        session.Enqueue(OutboundMessage.Binary(new byte[1_000_000]));
        var reply = new SlowReply(() =>
        {
            _time.Advance(AlmostAPong);
            session.CheckDeadlines();
        });

        var outcome = await _services.GetRequiredService<LocalForwarding>().Find(session.Sid).PollAsync(reply).WaitAsync(Deadline);

        Assert.Equal((PeerOutcome.Done, null, false), (outcome, session.CloseReason, reply.IsAborted));
        Assert.Equal(reply.TotalBytes, reply.TakenBytes);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _services.DisposeAsync();

    private sealed class Application : IEngineIOApplication, IEngineIOHandler
    {
        public EngineSession? Session { get; private set; }

        public IEngineIOHandler Open(EngineSession session)
        {
            Session = session;
            return this;
        }

        public ValueTask OnMessageAsync(ReadOnlyMemory<byte> message, bool isBinary) => ValueTask.CompletedTask;

        public void OnClosed(DisconnectReason reason)
        {
            // The session says why itself.
        }
    }

    /// <summary>A WebSocket on which one endless packet comes, a part at a time.</summary>
    private sealed class StepwiseConnection : WebSocketConnection, IDisposable
    {
        private readonly StepwiseStream _stream = new();
        private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isHolding;

        public IWriteProgress? Progress { get; private set; }

        public override CancellationToken Closed => CancellationToken.None;

        public override WebSocketCloseStatus? CloseStatus => null;

        public Task ReceivedAsync(byte[] part) => _stream.FeedAsync(part);

        public void HoldWrites() => _isHolding = true;

        public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer) =>
            buffer.IsEmpty
                ? new ValueWebSocketReceiveResult(0, WebSocketMessageType.Binary, endOfMessage: false)
                : await _stream.ReadAsync(buffer) is > 0 and var count
                    ? new ValueWebSocketReceiveResult(count, WebSocketMessageType.Binary, endOfMessage: false)
                    : new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> frames, IWriteProgress? progress, CancellationToken cancellationToken)
        {
            Progress = progress;
            return _isHolding ? new ValueTask(_aborted.Task) : ValueTask.CompletedTask;
        }

        public override void Abort()
        {
            _aborted.TrySetException(new IOException("It was cut."));
            _stream.End();
        }

        public void Dispose() => _stream.Dispose();
    }

    /// <summary>A poll whose client takes its answer part by part, slowly.</summary>
    private sealed class SlowReply(Action onPart) : IPeerPollReply
    {
        public long TotalBytes { get; private set; }

        public long TakenBytes { get; private set; }

        public bool IsAborted { get; private set; }

        public CancellationToken Aborted => CancellationToken.None;

        public Task WriteAsync(long totalBytes, ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
        {
            onPart();
            TotalBytes = totalBytes;
            TakenBytes += part.Length;
            return Task.Delay(0, cancellationToken);
        }

        public void Abort() => IsAborted = true;
    }

    /// <summary>A poll whose client takes its answer when the test says so.</summary>
    private sealed class HeldReply : IPollReply
    {
        public TaskCompletionSource<IWriteProgress> Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Aborted => CancellationToken.None;

        public Task WriteAsync(OutboundMessage[] packets, IWriteProgress progress, CancellationToken cancellationToken)
        {
            Begun.TrySetResult(progress);
            return Taken.Task.WaitAsync(cancellationToken);
        }

        public void Abort() => Taken.TrySetResult();
    }
}
