using System.Diagnostics.CodeAnalysis;
using System.Net;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>One client's Engine.IO session: an ordered, bounded way out to it, and the order of what comes in, whatever carries it.</summary>
/// <remarks>
/// Thread-safe. <see cref="Enqueue"/> and <see cref="Flush"/> never wait for the client. Messages leave in the order in
/// which they were enqueued, across an upgrade of the transport too.
/// </remarks>
public sealed partial class EngineSession : IThreadPoolWorkItem, IInboundHolder
{
    private readonly EngineServer _server;
    private readonly SessionOutput _output;
    private SessionInput? _input;
    private InboundClaim? _inbound;
    private Transport _transport;
    private volatile SessionState _state;
    private DisconnectReason _reason;
    private bool _closedBeforeStart;

    internal EngineSession(EngineServer server, HandshakeRequest handshake, Func<EngineSession, Transport> transport)
    {
        _server = server;
        Sid = server.Peers.NewId();
        Handshake = handshake;
        _output = new SessionOutput(server.Limits.MaxOutboundBytes) { IsTextOnly = handshake.IsTextOnly };
        Deadlines = new SessionDeadlines(Gate, server.Options, server.TimeProvider);
        _transport = transport(this);
    }

    /// <summary>The id of the session, which the client shows with each request.</summary>
    public string Sid { get; }

    /// <summary>What it is called in the log.</summary>
    internal SessionName Name => new(Sid);

    /// <summary>The HTTP request that opened the session.</summary>
    public HandshakeRequest Handshake { get; }

    /// <summary>What carries the session now: <c>websocket</c> or <c>polling</c>.</summary>
    public string TransportName => Volatile.Read(ref _transport).Name;

    /// <summary>The server that the session is one of.</summary>
    internal EngineServer Server => _server;

    /// <summary>What it holds of the memory for unfinished packets, attachments that wait included.</summary>
    internal InboundClaim Inbound =>
        Volatile.Read(ref _inbound) ?? Interlocked.CompareExchange(ref _inbound, new InboundClaim(_server.InboundMemory, this), null) ?? _inbound!;

    /// <summary>The same, null while it never held any.</summary>
    internal InboundClaim? InboundIfAny => Volatile.Read(ref _inbound);

    /// <summary>Whose client it is, once the application knows.</summary>
    internal InboundParty Party { get; set; }

    AddressPrefix IInboundHolder.Address => AddressPrefix.OfClient(_server.Addresses.Find(Handshake) ?? IPAddress.None);

    InboundParty IInboundHolder.Party => Party;

    internal Lock Gate { get; } = new();

    /// <summary>What waits to be written. Guarded by <see cref="Gate"/>.</summary>
    internal OutboundQueue Outbound => _output.Queue;

    /// <summary>When it is pinged, and when it ends by itself.</summary>
    internal SessionDeadlines Deadlines { get; }

    /// <summary>The way from polling to a WebSocket; null while no WebSocket asked for it. Guarded by <see cref="Gate"/>.</summary>
    internal SessionUpgrade? Upgrade { get; private set; }

    internal bool IsOpen => _state == SessionState.Open;

    internal bool IsClosing => _state == SessionState.Closing;

    /// <summary>Why the session closes or closed; null while it is open.</summary>
    internal DisconnectReason? CloseReason => _state == SessionState.Open ? null : _reason;

    /// <summary>Appends a message to what waits. Call <see cref="Flush"/> after the last one of a batch.</summary>
    /// <param name="message">The message.</param>
    /// <returns>False when the session is closed, or is now being closed because too much waits.</returns>
    public bool Enqueue(OutboundMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (Gate)
        {
            if (_state != SessionState.Open)
            {
                return false;
            }

            if (Outbound.TryEnqueue(message, out var droppedCount))
            {
                if (droppedCount > 0)
                {
                    _server.OnDropped(droppedCount, Outbound.Policy);
                }

                return true;
            }
        }

        Close(DisconnectReason.SlowConsumer);
        return false;
    }

    /// <summary>Appends a part of what a client missed while it was gone: however much that is, it does not make the client a slow one.</summary>
    /// <param name="message">The message.</param>
    public void EnqueueMissed(OutboundMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (Gate)
        {
            if (_state == SessionState.Open)
            {
                Outbound.EnqueueMissed(message);
            }
        }
    }

    /// <summary>Says what is to happen when more waits for the client than the limit allows; at first it is disconnected.</summary>
    /// <param name="policy">The policy from now on.</param>
    public void SetSlowConsumerPolicy(SlowConsumerPolicy policy)
    {
        lock (Gate)
        {
            Outbound.Policy = policy;
        }
    }

    /// <summary>Starts writing what waits, unless that is under way.</summary>
    public void Flush() => Volatile.Read(ref _transport).Flush();

    /// <summary>Closes the session. Returns at once; the application learns of it on another thread.</summary>
    /// <param name="reason">Why. What waits is still written when the reason is the gateway's own, else dropped.</param>
    public void Close(DisconnectReason reason)
    {
        Transport transport;
        WebSocketTransport? candidate;
        lock (Gate)
        {
            if (_state != SessionState.Open)
            {
                return;
            }

            _reason = reason;
            _state = SessionState.Closing;
            if (!reason.Meaning().Drains)
            {
                Outbound.Clear();
            }

            Deadlines.Close();
            transport = _transport;
            candidate = Upgrade?.Abandon();
        }

        Log.SessionClosed(_server.Logger, Name, reason);
        _server.OnClosed(reason);
        candidate?.Abort();
        transport.OnClosing(reason);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IInboundHolder.OnTooSlow()
    {
        // At once: until the transport ends, what was read lies in memory.
        Close(DisconnectReason.InboundTooSlow);
        Volatile.Read(ref _transport).Abort();
    }

    void IThreadPoolWorkItem.Execute()
    {
        SessionInput? input;
        lock (Gate)
        {
            input = _input;
            _closedBeforeStart = input is null;
        }

        input?.OnClosed(_reason);
    }

    /// <summary>Hands the session to the application. The open packet is the first thing that waits for the client.</summary>
    internal void Start(IEngineIOApplication application)
    {
        lock (Gate)
        {
            Outbound.Enqueue(EnginePackets.Open(Sid, _transport is PollingTransport, _server.Options, _server.Limits.MaxFrameBytes));
        }

        var input = new SessionInput(this, application.Open(this));
        bool isClosed;
        lock (Gate)
        {
            _input = input;
            isClosed = _closedBeforeStart;
        }

        if (isClosed)
        {
            input.OnClosed(_reason);
        }
    }

    internal bool IsCarriedBy(Transport transport) => _state == SessionState.Open && _transport == transport;

    internal bool CanPoll(PollingTransport transport) =>
        _transport == transport && (_state == SessionState.Open || (_state == SessionState.Closing && _reason.Meaning().TakesLastPoll));

    internal bool TryGetPolling([NotNullWhen(true)] out PollingTransport? transport)
    {
        transport = Volatile.Read(ref _transport) as PollingTransport;
        return transport is not null;
    }

    /// <inheritdoc cref="SessionInput.ReceiveAsync"/>
    internal ValueTask<bool> ReceiveAsync(ReadOnlyMemory<byte> packet, bool isBinary) => _input!.ReceiveAsync(packet, isBinary);

    /// <summary>Applies every deadline that has passed. Called by the clock, and before a request is let near the session.</summary>
    internal void CheckDeadlines()
    {
        SessionDeadlines.Verdict verdict;
        DisconnectReason reason;
        WebSocketTransport? lateCandidate;
        lock (Gate)
        {
            verdict = Deadlines.Check(out reason);
            if (verdict == SessionDeadlines.Verdict.Ping && _state == SessionState.Open)
            {
                Outbound.Enqueue(EnginePackets.Ping);
            }

            lateCandidate = Upgrade?.AbandonIfLate();
        }

        lateCandidate?.Abort();
        switch (verdict)
        {
            case SessionDeadlines.Verdict.Ping:
                Flush();
                break;
            case SessionDeadlines.Verdict.Close:
                Close(reason);
                break;
            case SessionDeadlines.Verdict.CloseAndCut:
                Close(reason);
                Volatile.Read(ref _transport).Abort();
                break;
            case SessionDeadlines.Verdict.Cut:
                Volatile.Read(ref _transport).Abort();
                End();
                break;
        }
    }

    /// <summary>A WebSocket wants to take over from polling; false when it may not.</summary>
    internal bool TryAttach(WebSocketTransport candidate)
    {
        lock (Gate)
        {
            return _state == SessionState.Open
                && _transport is PollingTransport polling
                && (Upgrade ??= new SessionUpgrade(this, polling)).TryBegin(candidate);
        }
    }

    /// <summary>From now on a WebSocket carries the session. The caller holds <see cref="Gate"/>.</summary>
    internal void CarryBy(WebSocketTransport transport)
    {
        _transport = transport;
        _output.IsTextOnly |= transport.IsTextOnly;
    }

    /// <summary>Claims the right to write for the transport and takes the first bytes; false when nothing waits or someone writes already.</summary>
    internal bool TryBeginWrite(WebSocketTransport transport, ref byte[]? pooled, out ReadOnlyMemory<byte> bytes)
    {
        lock (Gate)
        {
            if (_transport == transport && _output.TryBegin(IsClosing))
            {
                return _output.TryTake(_state, ref pooled, out bytes);
            }
        }

        bytes = default;
        return false;
    }

    /// <summary>Takes the next bytes to write; false ends the right to write.</summary>
    internal bool TryTake(ref byte[]? pooled, out ReadOnlyMemory<byte> bytes)
    {
        lock (Gate)
        {
            return _output.TryTake(_state, ref pooled, out bytes);
        }
    }

    /// <summary>Claims the right to answer a client's close frame; false when the goodbye has been said.</summary>
    internal bool TryBeginGoodbye()
    {
        lock (Gate)
        {
            return _output.TryBeginGoodbye();
        }
    }

    /// <summary>The transport is gone, and with it the session, unless it had moved on to another one.</summary>
    internal void OnTransportEnded(Transport transport, DisconnectReason reason)
    {
        if (Volatile.Read(ref _transport) == transport)
        {
            Close(reason);
            End();
        }
    }

    /// <summary>Nothing more is read or written: forgets the session.</summary>
    internal void End()
    {
        lock (Gate)
        {
            if (_state == SessionState.Ended)
            {
                return;
            }

            _state = SessionState.Ended;
            Outbound.Clear();
        }

        _server.Remove(this);
    }
}
