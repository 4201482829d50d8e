using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>One client in one namespace: the way to send to it and to let it go.</summary>
/// <remarks>Thread-safe. Sending never waits for the client.</remarks>
public sealed class NamespaceSession
{
    private readonly SocketIOConnection _connection;
    private readonly INamespaceHandler _handler;
    private readonly Lock _gate = new();
    private OutstandingAcks? _acks;
    private volatile State _state;
    private DisconnectReason _reason;

    internal NamespaceSession(SocketIOConnection connection, string sid, string ns, INamespaceHandler handler)
    {
        _connection = connection;
        _handler = handler;
        Sid = sid;
        Namespace = ns;
    }

    private enum State
    {
        /// <summary>The application does not know this session yet.</summary>
        Connecting,
        Connected,
        Gone,
    }

    /// <summary>The id the client knows.</summary>
    public string Sid { get; }

    /// <summary>The namespace, for instance <c>/</c>.</summary>
    public string Namespace { get; }

    /// <summary>The session that carries this one.</summary>
    public EngineSession Engine => _connection.Engine;

    /// <summary>Whether the client is still in the namespace.</summary>
    public bool IsConnected => _state != State.Gone && Engine.IsOpen;

    internal INamespaceHandler Handler => _handler;

    /// <summary>Appends a packet to what waits for the client. Call <see cref="Flush"/> after the last of a batch.</summary>
    /// <param name="message">A packet of this namespace, made by <see cref="SocketIOEncoder"/>.</param>
    /// <returns>False when the client is gone, or is being let go because too much waits.</returns>
    public bool Enqueue(OutboundMessage message) => _state != State.Gone && Engine.Enqueue(message);

    /// <summary>Starts writing what waits.</summary>
    public void Flush() => Engine.Flush();

    /// <summary>Enqueues and flushes.</summary>
    /// <param name="message">A packet of this namespace.</param>
    /// <returns>False when the client is gone.</returns>
    public bool Send(OutboundMessage message)
    {
        var isEnqueued = Enqueue(message);
        Flush();
        return isEnqueued;
    }

    /// <summary>Answers an event that asked for it.</summary>
    /// <param name="ackId">The number the client gave.</param>
    /// <param name="argsJsonArray">The answer, one JSON array.</param>
    /// <param name="attachments">The binary parts of the answer.</param>
    public void Acknowledge(long ackId, ReadOnlySpan<byte> argsJsonArray, IReadOnlyList<byte[]> attachments) =>
        Send(SocketIOEncoder.Ack(ackId, argsJsonArray, attachments, Namespace));

    /// <summary>Answers an event that asked for it with one argument, so that its bytes can be shared.</summary>
    /// <param name="ackId">The number the client gave.</param>
    /// <param name="argumentJson">The answer's only argument, one JSON value.</param>
    /// <param name="attachments">The binary parts of the answer.</param>
    public void AcknowledgeWith(long ackId, ReadOnlySpan<byte> argumentJson, IReadOnlyList<byte[]> attachments) =>
        Send(SocketIOEncoder.AckWithArgument(ackId, argumentJson, attachments, Namespace));

    /// <summary>Sends an event and waits for the client's acknowledgement.</summary>
    /// <param name="jsonArray">The event name and its arguments, one JSON array.</param>
    /// <param name="attachments">The binary parts of the event.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<AckReply> EmitWithAckAsync(
        ReadOnlyMemory<byte> jsonArray,
        IReadOnlyList<byte[]> attachments,
        TimeSpan deadline,
        CancellationToken cancellationToken)
    {
        var acks = Acks();
        if (!acks.TryAdd(out var ackId, out var answer))
        {
            return AckReply.TooMany;
        }

        try
        {
            // A client that left before this packet was enqueued cannot answer, and its end may have passed already.
            return Send(SocketIOEncoder.Event(jsonArray.Span, attachments, Namespace, ackId))
                ? await answer.WaitAsync(deadline, _connection.TimeProvider, cancellationToken).ConfigureAwait(false)
                : AckReply.Disconnected;
        }
        catch (TimeoutException)
        {
            return AckReply.TimedOut;
        }
        finally
        {
            acks.Remove(ackId);
        }
    }

    /// <summary>Ends the client's session in the namespace with a DISCONNECT packet, after which it does not reconnect by itself.</summary>
    /// <param name="closeTransport">Whether the transport goes too, once the packet is written.</param>
    public void Disconnect(bool closeTransport)
    {
        _connection.Remove(this);
        if (TryEnd(DisconnectReason.ServerDisconnected))
        {
            Engine.Enqueue(SocketIOEncoder.Disconnect(Namespace));
            Engine.Flush();
        }

        if (closeTransport)
        {
            Engine.Close(DisconnectReason.ServerDisconnected);
        }
    }

    /// <summary>Closes the transport without a DISCONNECT packet, so that the client reconnects.</summary>
    /// <param name="reason">Why.</param>
    public void CloseTransport(DisconnectReason reason) => Engine.Close(reason);

    /// <summary>Shows this session to the application, and takes it back if it ended meanwhile.</summary>
    internal void Begin()
    {
        try
        {
            _handler.OnConnected(this);
        }
        finally
        {
            bool hasEnded;
            lock (_gate)
            {
                hasEnded = _state == State.Gone;
                _state = hasEnded ? State.Gone : State.Connected;
            }

            if (hasEnded)
            {
                _handler.OnDisconnected(_reason);
            }
        }
    }

    /// <summary>Ends this session. The application learns of it once, and never before it learned of the beginning.</summary>
    internal bool TryEnd(DisconnectReason reason)
    {
        State previous;
        OutstandingAcks? acks;
        lock (_gate)
        {
            acks = _acks;
            previous = _state;
            if (previous == State.Gone)
            {
                return false;
            }

            _state = State.Gone;
            _reason = reason;
        }

        acks?.Clear();
        if (previous == State.Connected)
        {
            _handler.OnDisconnected(reason);
        }

        return true;
    }

    internal void ResolveAck(long ackId, ReadOnlyMemory<byte> arguments, IReadOnlyList<byte[]> attachments) =>
        Volatile.Read(ref _acks)?.Resolve(ackId, new AckReply(AckStatus.Answered, arguments.ToArray(), attachments));

    // Made when first asked for, which most clients never are. What ends the session either finds them, or ended it before this asks to send.
    private OutstandingAcks Acks()
    {
        lock (_gate)
        {
            return _acks ??= new OutstandingAcks(_connection.MaxOutstandingAcks);
        }
    }
}
