using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Messages;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>One live client: who it is, what it shows, which channels it is in.</summary>
/// <remarks>
/// Its events are handled one at a time, in the order received, so what only they touch needs no lock. Deliveries come from the
/// gateway's stream at any time and touch only the outbound side. What is delivered before the client knows that it is connected
/// waits, so that the answer to its CONNECT is the first thing it sees.
/// </remarks>
internal sealed class Connection : EventReceiver, INamespaceHandler, IGrantedConnection, ICommandSender, IDisposable
{
    // More than any client is sent before it is let in, unless the silos stand still under full load.
    private const long MaxEarlyBytes = 16 * 1024 * 1024;

    private const int NotOver = 0;
    private const int Left = 1;
    private const int Yielded = 2;

    private readonly ConnectionServices _services;
    private readonly CancellationTokenSource _closed = new();
    private readonly JoinedChannels _channels = new();
    private readonly TaskCompletionSource<bool>? _resumed;
    private List<OutboundMessage>? _early = [];
    private int _missedCount;
    private long _earlyBytes;
    private NamespaceSession? _session;
    private EngineSession? _engine;
    private volatile bool _isClosed;
    private int _isRevoked;
    private volatile Refusal? _pause;
    private bool _hasMissed;
    private string? _receivedUser;
    private RewindBudget? _rewinds;
    private Goodbye? _goodbye;
    private AckNumbers? _ackNumbers;
    private int _end;

    public Connection(string id, ConnectionGrant? grant, ConnectionServices services, Session? session = null, HeldEvents? held = null)
    {
        Id = id;
        Grant = grant;
        _receivedUser = grant?.UserId;
        Generation = session?.Generation ?? 0;
        Closed = _closed.Token;
        _services = services;
        Session = session;
        Held = held;
        Positions = session is null ? null : PositionSets.Empty;
        MissesBySubject = grant?.SlowConsumers == SlowConsumerPolicy.Conflate;
        if (held is not null)
        {
            _resumed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The id on the wire: the Socket.IO sid.</summary>
    public override string Id { get; }

    public override int Generation { get; }

    /// <summary>What its credentials allow; <see langword="null"/> for a server's connection.</summary>
    public ConnectionGrant? Grant { get; private set; }

    /// <summary>The user whose events it receives.</summary>
    public string? ReceivedUser => Volatile.Read(ref _receivedUser);

    /// <summary>Why it is not served now; <see langword="null"/> when it is.</summary>
    public Refusal? PauseReason => _pause;

    /// <summary>What another gateway needs to go on with it; <see langword="null"/> when it cannot be resumed.</summary>
    public Session? Session { get; private set; }

    public override Payload? Profile { get; set; }

    /// <summary>Set until a resumed client has said, as its library does on each connect, what it shows.</summary>
    public bool MayRepeatProfile { get; set; }

    /// <summary>The channels it asked to be in, in the order of joining. Only its own events and its end touch them.</summary>
    public JoinedChannels Channels => _channels;

    public override bool IsClosed => _isClosed;

    /// <summary>Whether nobody here speaks for it any more: it has left, or another connection goes on with its session.</summary>
    public bool IsOver => Volatile.Read(ref _end) != NotOver;

    public override bool HasLeft => Volatile.Read(ref _end) == Left;

    public override long? AskedAfter(ChannelKey channel) => _channels.AskedAfter(channel);

    public override void OnLeft(ChannelKey channel) => _channels.EndLeave(channel);

    public override void OnRewound(ChannelKey channel, int askedCount, int count, long bytes)
    {
        _rewinds?.Charge(channel, askedCount, bytes);
        if (Grant is { } grant)
        {
            _services.RateLimits.Charge(grant, Id, count, bytes);
        }
    }

    /// <summary>Asks whether a join may bring messages from before it.</summary>
    /// <param name="count">How many at most.</param>
    public bool TryAskForRewind(int count) =>
        (_rewinds ?? Interlocked.CompareExchange(ref _rewinds, _services.CreateRewindBudget(), null) ?? _rewinds).TryAsk(count);

    /// <summary>Cancelled when it is gone.</summary>
    public CancellationToken Closed { get; }

    /// <summary>For a connection that is being resumed: whether all that it missed is here.</summary>
    public Task<bool> Resumed => _resumed?.Task ?? Task.FromResult(true);

    /// <summary>The name of its transport now.</summary>
    public string TransportName => _session?.Engine.TransportName ?? "none";

    public void OnConnected(NamespaceSession session)
    {
        _session = session;
        session.Engine.Party = Grant is null ? new InboundParty(InboundPartyKind.Servers) : InboundParty.ClientsOf(Grant.Environment);
        session.Engine.SetSlowConsumerPolicy(Grant?.SlowConsumers ?? SlowConsumerPolicy.Close);
        _services.Registry.Register(this);
        if (Session is null)
        {
            _services.Attachments.Start(this);
        }

        lock (_closed)
        {
            if (_early is { } early)
            {
                early.GetRange(0, _missedCount).ForEach(message => session.Engine.EnqueueMissed(message));
                early.GetRange(_missedCount, early.Count - _missedCount).ForEach(message => session.Engine.Enqueue(message));
            }

            _early = null;
            _engine = _pause is null ? session.Engine : null;
            if (_earlyBytes > MaxEarlyBytes)
            {
                session.Engine.Close(DisconnectReason.SlowConsumer);
            }
        }

        _services.Metrics.ConnectionOpened();
        SayGoodbye();

        // It was let go, or put out, after it had been confirmed and before there was a transport to close.
        Interlocked.MemoryBarrier();
        if (IsOver)
        {
            session.Engine.Close(DisconnectReason.TakenOver);
        }
    }

    public ValueTask OnEventAsync(ReceivedEvent received) => _services.Dispatcher.DispatchAsync(this, received);

    public void OnDisconnected(DisconnectReason reason)
    {
        _isClosed = true;
        _closed.Cancel();
        _services.Registry.Unregister(this);
        if (_session is not null)
        {
            _services.Metrics.ConnectionClosed(reason);
        }

        if (Session is null || !reason.MayComeBack())
        {
            End();
        }
        else if (!IsOver)
        {
            _services.Away.Add(this, reason.IsLikelyGoodbye());
        }

        Dispose();
    }

    /// <summary>It is over: its members leave, nobody can resume it. More than once does nothing.</summary>
    public void End()
    {
        if (Interlocked.CompareExchange(ref _end, Left, NotOver) == NotOver)
        {
            LeaveAll();
            GiveUpRecovery();
            _services.Attachments.Stop(this);
        }
    }

    /// <summary>It could not be resumed: whatever was handed over is given back, and nobody can resume it any more.</summary>
    public void Abandon()
    {
        _isClosed = true;
        Held = null;
        if (Interlocked.CompareExchange(ref _end, Left, NotOver) == NotOver)
        {
            LeaveAll(isAnywhere: true);
            GiveUpRecovery();
            _services.Attachments.Stop(this);
        }

        Dispose();
    }

    /// <summary>It is not to be resumed after all, since a newer attempt is: says nothing to anybody, which would be of the other one.</summary>
    public void Forsake()
    {
        _isClosed = true;
        Held = null;
        if (Interlocked.CompareExchange(ref _end, Yielded, NotOver) == NotOver)
        {
            Session = null;
            _services.Attachments.Stop(this);
            _services.Away.AddYielded(this);
        }

        Dispose();
    }

    /// <summary>Its client left before it was resumed: as any other whose client is gone, it may come back.</summary>
    public void PutAway()
    {
        Held = null;
        OnDisconnected(DisconnectReason.TransportLost);
    }

    /// <summary>It was let go for another gateway long ago: where its memberships are still here, they end.</summary>
    public void LeaveAsYielded()
    {
        if (!_services.Registry.TryGet(Id, out _))
        {
            LeaveAll();
        }
    }

    /// <summary>Its memberships end, as the others see it; it can still be resumed.</summary>
    /// <param name="isAnywhere">See <see cref="ChannelCommand.IsAnywhere"/>.</param>
    public void LeaveAll(bool isAnywhere = false)
    {
        foreach (var channel in _channels.Snapshot())
        {
            _services.Uplinks.Enqueue(channel, new ChannelCommand
            {
                Kind = ChannelCommandKind.Leave,
                ConnectionId = Id,
                Payload = Profile,
                IsAnywhere = isAnywhere,
                Generation = Generation,
            });
        }
    }

    /// <summary>
    /// Another gateway goes on with it: closes its transport without a goodbye and lets go of it without a leave, when all that its
    /// client sent has been applied.
    /// </summary>
    public async Task YieldAsync()
    {
        if (Interlocked.CompareExchange(ref _end, Yielded, NotOver) != NotOver)
        {
            return;
        }

        _session?.Engine.Close(DisconnectReason.TakenOver);
        _services.Away.AddYielded(this);
        _services.Attachments.Stop(this);
        await _services.Uplinks.DepartAsync(Id, Generation, Grant is { } grant ? [.. _channels.Snapshot(), ChannelKey.ForBroadcast(grant.Environment)] : _channels.Snapshot());
    }

    // Past the layers between, whose state says no more than this connection's own.
    public override void Enqueue(OutboundMessage message)
    {
        if (_isClosed)
        {
            return;
        }

        if (_engine is { } engine)
        {
            engine.Enqueue(message);
            return;
        }

        lock (_closed)
        {
            if (_early is { } early)
            {
                _earlyBytes += message.SizeBytes;
                if (_earlyBytes > MaxEarlyBytes)
                {
                    // It has missed something before it was let in, so it will not be.
                    early.Clear();
                    _missedCount = 0;
                }
                else
                {
                    early.Add(message);
                }

                return;
            }

            if (_pause is not null)
            {
                _hasMissed = true;
                return;
            }
        }

        // The client was let in, or is served again, just now.
        _engine?.Enqueue(message);
    }

    public override void EnqueueMissed(IReadOnlyList<OutboundMessage> messages)
    {
        lock (_closed)
        {
            if (_early is { } early)
            {
                // What was sent to it alone meanwhile comes before them, and is not counted for more than it is.
                early.AddRange(messages);
                _missedCount = early.Count;
            }
        }
    }

    public override void Flush() => (_engine ?? _session?.Engine)?.Flush();

    public override void OnResumed(bool isResumed) => _resumed?.TrySetResult(isResumed);

    public override void GiveUpRecovery()
    {
        if (Session is { } session)
        {
            Session = null;
            _services.Sessions.End(session);
        }
    }

    /// <summary>
    /// Gives up recovery like <see cref="GiveUpRecovery"/>, and waits until the silos have forgotten the session, but not forever: they are told until
    /// they have.
    /// </summary>
    public Task ForgetAsync()
    {
        if (Session is not { } session)
        {
            return Task.CompletedTask;
        }

        Session = null;
        return _services.Sessions.EndWithinPatienceAsync(session);
    }

    public override void LoseContinuity()
    {
        GiveUpRecovery();
        _session?.Engine.Close(DisconnectReason.ContinuityLost);
    }

    /// <summary>Sends one message at once, also while it is not served: what the server has to say to it alone.</summary>
    public void Send(OutboundMessage message)
    {
        if (_pause is not null && _session is { } session)
        {
            session.Send(message);
            return;
        }

        Enqueue(message);
        Flush();
    }

    /// <summary>
    /// One of its messages asks for an acknowledgement with a number. Before it was ever taken over nothing can be sent again, so no number is kept.
    /// </summary>
    /// <param name="number">The number.</param>
    /// <returns>Whether the number may tell the message from others.</returns>
    public bool TryTakeAckNumber(long number) => Generation == 0 || (_ackNumbers ??= new AckNumbers()).TryTake(number);

    /// <summary>Answers an event of this connection that asked for an acknowledgement.</summary>
    public void Acknowledge(long ackId, ReadOnlySpan<byte> argumentsJson, IReadOnlyList<byte[]> attachments)
    {
        if (!IsClosed)
        {
            _session?.Acknowledge(ackId, argumentsJson, attachments);
        }
    }

    /// <summary>Acknowledges a command when it is applied, or when it is known that it will not be.</summary>
    /// <param name="ackId">What it asked to be acknowledged with.</param>
    /// <returns><see langword="null"/> when it did not ask.</returns>
    public Action<CommandResult, StreamPosition>? WhenApplied(long? ackId) => ackId is { } id
        ? (result, position) => Acknowledge(id, EventReplies.RefusalOf(result) ?? EventReplies.Applied(position), [])
        : null;

    /// <summary>Answers like <see cref="Acknowledge"/>, with one argument.</summary>
    public void AcknowledgeWith(long ackId, ReadOnlySpan<byte> argumentJson, IReadOnlyList<byte[]> attachments)
    {
        if (!IsClosed)
        {
            _session?.AcknowledgeWith(ackId, argumentJson, attachments);
        }
    }

    /// <summary>Tells the client why, then disconnects it for good; a client that has not been let in yet, as soon as it is.</summary>
    public void Disconnect(string code, string text, string? reason = null)
    {
        Interlocked.CompareExchange(ref _goodbye, new Goodbye(code, text, reason), null);
        SayGoodbye();
    }

    /// <summary>Its command goes on waiting; it is told, in the words of the event that it sent.</summary>
    public void OnStandstill(ChannelKey channel, ChannelCommandKind kind)
    {
        if (!IsClosed && _services.Environments.Current.ReportErrors)
        {
            Send(StandstillNotice.Create(channel, kind, isServer: Grant is null));
        }
    }

    /// <summary>
    /// A newer attempt of its client goes on with it, and nobody asked this gateway to let go: it is closed now, and ends soon as if it had been asked. Not at once,
    /// for whoever says so may hold the lock of a log.
    /// </summary>
    public override void OnSuperseded()
    {
        _isClosed = true;
        ThreadPool.UnsafeQueueUserWorkItem(static connection => _ = connection._services.Away.YieldAsync(connection), this, preferLocal: false);
    }

    // While it is paused there is no way past the lock, which is where what it does not get is noted.
    public bool Pause(Refusal reason)
    {
        bool wasServed;
        lock (_closed)
        {
            wasServed = _pause is null;
            _pause = reason;
            _engine = null;
        }

        Flush();
        return wasServed;
    }

    // One that can recover and has missed something comes back and is given it, in order and once; until then it stays paused, for what it got now would
    // name positions behind what it missed.
    public bool Unpause()
    {
        if (_pause is null)
        {
            return false;
        }

        bool isBehind;
        lock (_closed)
        {
            isBehind = _hasMissed && Positions is not null;
            if (!isBehind)
            {
                _pause = null;
                _hasMissed = false;
                _engine = _early is null ? _session?.Engine : null;
            }
        }

        if (isBehind)
        {
            _session?.Engine.Close(DisconnectReason.ServedAgain);
        }

        return true;
    }

    public void LoseUser(Refusal reason)
    {
        if (Grant is not { UserId: not null } grant)
        {
            return;
        }

        Grant = grant.WithoutUser();
        _services.Attachments.StopUser(this);
        if (_services.Environments.Current.ReportErrors)
        {
            Send(EventReplies.Exception(reason.Code, "The session token has ended; the connection goes on without its user.", eventName: default, channel: null, reason.Reason));
        }
    }

    /// <summary>Its user's events are no longer its own.</summary>
    /// <returns>The user; <see langword="null"/> when somebody asked before, or there is none.</returns>
    public string? TakeReceivedUser() => Interlocked.Exchange(ref _receivedUser, null);

    public void Revoke(Refusal reason)
    {
        if (Interlocked.Exchange(ref _isRevoked, 1) == 0)
        {
            _services.Metrics.ConnectionRevoked();
            Disconnect(reason.Code, reason.Message, reason.Reason);
        }
    }

    public void Dispose() => _closed.Dispose();

    // By whichever comes second, the wish or the client's being let in.
    private void SayGoodbye()
    {
        if (_session is { } session && Interlocked.Exchange(ref _goodbye, null) is var (code, text, reason))
        {
            Send(EventReplies.Exception(code, text, eventName: default, channel: null, reason));
            session.Disconnect(closeTransport: true);
        }
    }

    private sealed record Goodbye(string Code, string Text, string? Reason);
}
