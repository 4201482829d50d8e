using System.Diagnostics.CodeAnalysis;
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

/// <summary>One client: who it is, what it shows, which channels it is in.</summary>
/// <remarks>
/// Its events are handled one at a time, in the order received, so what only they touch needs no lock. Deliveries come from the
/// gateway's stream at any time and touch only the outbound side (<see cref="ConnectionOutput"/>). Its life is a <see cref="ConnectionLife"/>, which four
/// verbs move: <see cref="OnDisconnected"/>, <see cref="End"/>, <see cref="YieldAsync"/>, and <see cref="ConnectionOutput.Disconnect"/>, after which the
/// first of these comes by itself.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer the source holds nothing, and more than one end may cancel it.")]
internal sealed class Connection : ConnectionOutput, INamespaceHandler, IGrantedConnection, ICommandSender
{
    private readonly ConnectionServices _services;
    private readonly TaskCompletionSource<bool>? _resumed;

    private readonly CancellationTokenSource _closed = new();
    private Session? _comeback;
    private int _isRevoked;
    private string? _receivedUser;
    private RewindBudget? _rewinds;
    private AckNumbers? _ackNumbers;

    public Connection(string id, ConnectionGrant? grant, ConnectionServices services, Session? session = null, HeldEvents? held = null)
    {
        Id = id;
        Grant = grant;
        _receivedUser = grant?.UserId;
        Generation = session?.Generation ?? 0;
        _services = services;
        Held = held;
        MissesBySubject = grant?.SlowConsumers == SlowConsumerPolicy.Conflate;
        _resumed = held is null ? null : new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (session is not null)
        {
            MakeResumable(session);
        }
    }

    /// <summary>The id on the wire: the Socket.IO sid.</summary>
    public override string Id { get; }

    public override int Generation { get; }

    /// <summary>What its credentials allow; <see langword="null"/> for a server's connection.</summary>
    public ConnectionGrant? Grant { get; private set; }

    /// <summary>The user whose events it receives.</summary>
    public string? ReceivedUser => Volatile.Read(ref _receivedUser);

    /// <summary>What another gateway needs to go on with it; <see langword="null"/> when it cannot be resumed.</summary>
    public Session? Session => Volatile.Read(ref _comeback);

    public override Payload? Profile { get; set; }

    /// <summary>Set until a resumed client has said, as its library does on each connect, what it shows.</summary>
    public bool MayRepeatProfile { get; set; }

    /// <summary>The channels it asked to be in, in the order of joining. Only its own events and its end touch them.</summary>
    public JoinedChannels Channels { get; } = new();

    /// <inheritdoc cref="ConnectionLife.State"/>
    public ConnectionState State => Life.State;

    /// <inheritdoc cref="ConnectionLife.IsOver"/>
    public bool IsOver => Life.IsOver;

    public override bool HasLeft => Life.HasLeft;

    /// <summary>Cancelled when its client is gone, or will not be let in.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>For a connection that is being resumed: whether all that it missed is here.</summary>
    public Task<bool> Resumed => _resumed?.Task ?? Task.FromResult(true);

    public override CommandPlace? AskedAfter(ChannelKey channel) => Channels.AskedAfter(channel);

    public override void OnLeft(ChannelKey channel, CommandPlace? leave) => Channels.EndLeave(channel, leave);

    public override void OnRewound(ChannelKey channel, int askedCount, int count, long bytes)
    {
        _rewinds?.Charge(channel, askedCount, bytes);
        if (Grant is { } grant)
        {
            _services.RateLimits.Charge(grant, Id, count, bytes);
        }
    }

    /// <summary>Asks whether a join may bring as many messages from before it.</summary>
    public bool TryAskForRewind(int count) =>
        (_rewinds ?? Interlocked.CompareExchange(ref _rewinds, _services.CreateRewindBudget(), null) ?? _rewinds).TryAsk(count);

    /// <summary>One of its messages asks for an acknowledgement with a number. Before it was ever taken over nothing can be sent again, so none is kept.</summary>
    public bool TryTakeAckNumber(long number) => Generation == 0 || (_ackNumbers ??= new AckNumbers()).TryTake(number);

    public ValueTask OnEventAsync(ReceivedEvent received) => _services.Dispatcher.DispatchAsync(this, received);

    /// <summary>From now on it can be resumed. Only before it receives anything.</summary>
    /// <param name="session">What another gateway needs to go on with it.</param>
    public void MakeResumable(Session session)
    {
        _comeback = session;
        Positions = PositionSets.Empty;
    }

    /// <summary>Connecting → live.</summary>
    public void OnConnected(NamespaceSession session)
    {
        Attach(session);
        session.Engine.Party = Grant is null ? new InboundParty(InboundPartyKind.Servers) : InboundParty.ClientsOf(Grant.Environment);
        session.Engine.SetSlowConsumerPolicy(Grant?.SlowConsumers ?? SlowConsumerPolicy.Close);
        _services.Registry.Register(this);
        Open();
        _services.Metrics.ConnectionOpened();
        SayGoodbye();
        if (!Life.TryBegin())
        {
            // It was let go, or put out, after it had been confirmed and before there was a transport to close.
            CloseTransport(DisconnectReason.TakenOver);
        }
    }

    public override void OnResumed(bool isResumed) => _resumed?.TrySetResult(isResumed);

    /// <summary>Its client is gone. Live → away when it may come back, else → over.</summary>
    public void OnDisconnected(DisconnectReason reason)
    {
        var meaning = reason.Meaning();
        var mayComeBack = Session is not null && meaning.MayComeBack;
        var isMine = mayComeBack ? Life.TryLose() : Life.TryEnd();
        Close();
        if (HasSession)
        {
            _services.Metrics.ConnectionClosed(meaning);
        }

        if (isMine && mayComeBack)
        {
            _services.Away.Add(this, meaning.IsLikelyGoodbye);
        }
        else if (isMine)
        {
            Retire(isAnywhere: false);
        }
    }

    /// <summary>Away → over, or not to be let in: its members leave, and nobody can resume it. More than once does nothing.</summary>
    /// <param name="isAnywhere">See <see cref="ChannelCommand.IsAnywhere"/>: what was handed over to it is given back.</param>
    public void End(bool isAnywhere = false)
    {
        var hasLeft = Life.TryEnd();
        Close();
        if (hasLeft)
        {
            Retire(isAnywhere);
        }
    }

    /// <summary>
    /// Over, since another connection goes on with it: closes its transport without a goodbye and lets go of it without a leave, when all that its
    /// client sent has been applied.
    /// </summary>
    /// <param name="isSilent">
    /// It was not let in yet and will not be, so its client sent nothing: nothing is said to anybody, which would be of the other connection.
    /// </param>
    public async Task YieldAsync(bool isSilent = false)
    {
        var isMine = Life.TryYield();
        if (isMine)
        {
            CloseTransport(DisconnectReason.TakenOver);
            _services.Away.AddYielded(this);
            _services.Attachments.Stop(this);
        }

        if (isSilent)
        {
            // There is no transport whose end would close it.
            Life.TryEnd();
            TakeSession();
            Close();
        }
        else if (isMine)
        {
            await _services.Uplinks.DepartAsync(
                Id, Generation, Grant is { } grant ? [.. Channels.Snapshot(), ChannelKey.ForBroadcast(grant.Environment)] : Channels.Snapshot());
        }
    }

    /// <summary>
    /// A newer attempt of its client goes on with it, and nobody asked this gateway to let go: it is closed now, and ends soon as if it had been asked. Not at once,
    /// for whoever says so may hold the lock of a log.
    /// </summary>
    public override void OnSuperseded()
    {
        Life.Supersede();
        ThreadPool.UnsafeQueueUserWorkItem(static connection => _ = connection._services.Away.YieldAsync(connection), this, preferLocal: false);
    }

    /// <summary>Its memberships end, as the others see it; while it is away it can still be resumed.</summary>
    /// <param name="isAnywhere">See <see cref="ChannelCommand.IsAnywhere"/>.</param>
    public void LeaveAll(bool isAnywhere = false)
    {
        if (IsOver && !HasLeft && _services.Registry.TryGet(Id, out _))
        {
            // It was let go, and its client has come back to this gateway: the memberships are those of the newer connection.
            return;
        }

        var leave = new ChannelCommand
        {
            Kind = ChannelCommandKind.Leave, ConnectionId = Id, Payload = Profile, IsAnywhere = isAnywhere, Generation = Generation,
        };
        Array.ForEach(Channels.Snapshot(), channel => _services.Uplinks.Enqueue(channel, leave));
    }

    public override void GiveUpRecovery()
    {
        if (TakeSession() is { } session)
        {
            _services.Sessions.End(session);
        }
    }

    /// <summary>
    /// Gives up recovery like <see cref="GiveUpRecovery"/>, and waits until the silos have forgotten the session, but not forever: they are told until
    /// they have.
    /// </summary>
    public Task ForgetAsync() => TakeSession() is { } session ? _services.Sessions.EndWithinPatienceAsync(session) : Task.CompletedTask;

    public override void LoseContinuity()
    {
        GiveUpRecovery();
        CloseTransport(DisconnectReason.ContinuityLost);
    }

    /// <summary>Its command goes on waiting; it is told, in the words of the event that it sent.</summary>
    public void OnStandstill(ChannelKey channel, ChannelCommandKind kind)
    {
        if (!IsClosed && _services.Environments.Current.ReportErrors)
        {
            Send(StandstillNotice.Create(channel, kind, isServer: Grant is null));
        }
    }

    public void LoseUser(Refusal reason)
    {
        if (Grant is { UserId: not null } grant)
        {
            Grant = grant.WithoutUser();
            _services.Attachments.StopUser(this);
            if (_services.Environments.Current.ReportErrors)
            {
                Send(EventReplies.Exception(reason.Code, "The session token has ended; the connection goes on without its user.", eventName: default, channel: null, reason.Reason));
            }
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

    // Its client is gone, or will not be let in: nothing that was begun for it goes on.
    private void Close()
    {
        Held = null;
        _closed.Cancel();
        _services.Registry.Unregister(this);
    }

    private void Retire(bool isAnywhere)
    {
        LeaveAll(isAnywhere);
        GiveUpRecovery();
        _services.Attachments.Stop(this);
    }

    private Session? TakeSession() => Interlocked.Exchange(ref _comeback, null);
}
