using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Messages;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>The way out to one client, from before it is let in until it is gone.</summary>
/// <remarks>
/// Thread-safe. What is delivered before the client knows that it is connected waits, so that the answer to its CONNECT is the first thing it sees. What
/// is delivered while it is paused is not sent. A base class of the connection and not a part of it, so that a delivery touches no further object.
/// </remarks>
internal abstract class ConnectionOutput : EventReceiver
{
    // More than any client is sent before it is let in, unless the silos stand still under full load.
    private const long MaxEarlyBytes = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private ConnectionLife _life;
    private EngineSession? _engine;
    private NamespaceSession? _session;
    private EarlyMessages? _early = new();
    private volatile Refusal? _pause;
    private bool _hasMissed;
    private Goodbye? _goodbye;

    public sealed override bool IsClosed => _life.IsClosed;

    /// <summary>Why it is not served now; <see langword="null"/> when it is.</summary>
    public Refusal? PauseReason => _pause;

    /// <summary>The name of its transport now.</summary>
    public string TransportName => _session?.Engine.TransportName ?? "none";

    /// <summary>Where it is in its life.</summary>
    protected ref ConnectionLife Life => ref _life;

    /// <summary>Whether its client was let in.</summary>
    protected bool HasSession => _session is not null;

    // Past the layers between, whose state says no more than this connection's own.
    public sealed override void Enqueue(OutboundMessage message)
    {
        if (_life.IsClosed)
        {
            return;
        }

        if (_engine is { } engine)
        {
            engine.Enqueue(message);
            return;
        }

        lock (_gate)
        {
            if (_early is { } early)
            {
                early.Add(message);
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

    public sealed override void EnqueueMissed(IReadOnlyList<OutboundMessage> messages)
    {
        lock (_gate)
        {
            _early?.AddMissed(messages);
        }
    }

    public sealed override void Flush() => (_engine ?? _session?.Engine)?.Flush();

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

    /// <summary>Answers an event of this connection that asked for an acknowledgement.</summary>
    public void Acknowledge(long ackId, ReadOnlySpan<byte> argumentsJson, IReadOnlyList<byte[]> attachments)
    {
        if (!IsClosed)
        {
            _session?.Acknowledge(ackId, argumentsJson, attachments);
        }
    }

    /// <summary>Answers like <see cref="Acknowledge"/>, with one argument.</summary>
    public void AcknowledgeWith(long ackId, ReadOnlySpan<byte> argumentJson, IReadOnlyList<byte[]> attachments)
    {
        if (!IsClosed)
        {
            _session?.AcknowledgeWith(ackId, argumentJson, attachments);
        }
    }

    /// <summary>Acknowledges a command when it is applied, or when it is known that it will not be.</summary>
    /// <param name="ackId">What it asked to be acknowledged with.</param>
    /// <returns><see langword="null"/> when it did not ask.</returns>
    public Action<CommandResult, StreamPosition>? WhenApplied(long? ackId) => ackId is { } id
        ? (result, position) => Acknowledge(id, EventReplies.RefusalOf(result) ?? EventReplies.Applied(position), [])
        : null;

    // While it is paused there is no way past the lock, which is where what it does not get is noted.
    public bool Pause(Refusal reason)
    {
        bool wasServed;
        lock (_gate)
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
        lock (_gate)
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
            CloseTransport(DisconnectReason.ServedAgain);
        }

        return true;
    }

    /// <summary>Tells the client why, then disconnects it for good; a client that has not been let in yet, as soon as it is.</summary>
    public void Disconnect(string code, string text, string? reason = null)
    {
        Interlocked.CompareExchange(ref _goodbye, new Goodbye(code, text, reason), null);
        SayGoodbye();
    }

    /// <summary>Closes the transport without a goodbye, if there is one.</summary>
    /// <param name="reason">Why.</param>
    protected void CloseTransport(DisconnectReason reason) => _session?.Engine.Close(reason);

    /// <summary>There is a transport, though nothing is sent on it before <see cref="Open"/>.</summary>
    /// <param name="session">The way to the client.</param>
    protected void Attach(NamespaceSession session) => _session = session;

    /// <summary>The client has its answer: it is sent what came meanwhile.</summary>
    protected void Open()
    {
        var engine = _session!.Engine;
        lock (_gate)
        {
            if (_early is { } early)
            {
                early.MoveTo(engine);
                if (early.IsOverfull)
                {
                    engine.Close(DisconnectReason.SlowConsumer);
                }
            }

            _early = null;
            _engine = _pause is null ? engine : null;
        }
    }

    /// <summary>By whichever comes second, the wish that the client goes or the client's being let in.</summary>
    protected void SayGoodbye()
    {
        if (_session is { } session && Interlocked.Exchange(ref _goodbye, null) is var (code, text, reason))
        {
            Send(EventReplies.Exception(code, text, eventName: default, channel: null, reason));
            session.Disconnect(closeTransport: true);
        }
    }

    private sealed record Goodbye(string Code, string Text, string? Reason);

    /// <summary>What is delivered before the client is let in.</summary>
    private sealed class EarlyMessages
    {
        private readonly List<OutboundMessage> _messages = [];
        private int _missedCount;
        private long _bytes;

        /// <summary>Whether it has missed something before it was let in, so that it will not be.</summary>
        public bool IsOverfull => _bytes > MaxEarlyBytes;

        public void Add(OutboundMessage message)
        {
            _bytes += message.SizeBytes;
            if (IsOverfull)
            {
                _messages.Clear();
                _missedCount = 0;
            }
            else
            {
                _messages.Add(message);
            }
        }

        // What was sent to it alone meanwhile comes before them, and is not counted for more than it is.
        public void AddMissed(IReadOnlyList<OutboundMessage> messages)
        {
            _messages.AddRange(messages);
            _missedCount = _messages.Count;
        }

        public void MoveTo(EngineSession engine)
        {
            _messages.GetRange(0, _missedCount).ForEach(engine.EnqueueMissed);
            _messages.GetRange(_missedCount, _messages.Count - _missedCount).ForEach(message => engine.Enqueue(message));
        }
    }
}
