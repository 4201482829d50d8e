using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Channels;

/// <summary>A connection as the fan-out sees it.</summary>
/// <remarks>A class and not an interface: it is called once for each delivery, and a virtual call finds its target in the object itself.</remarks>
internal abstract class EventReceiver
{
    /// <summary>Its id, which events name it by.</summary>
    public abstract string Id { get; }

    /// <summary>How often its session had been taken over when it began; 0 for one that cannot be resumed.</summary>
    public virtual int Generation => 0;

    /// <summary>What it shows in channels; <see langword="null"/> while it never set anything.</summary>
    public abstract Payload? Profile { get; set; }

    /// <summary>It was sent messages from before its join, as it had asked.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="askedCount">How many it asked for.</param>
    /// <param name="count">How many it was sent.</param>
    /// <param name="bytes">What they weigh.</param>
    public virtual void OnRewound(ChannelKey channel, int askedCount, int count, long bytes)
    {
    }

    /// <summary>Set when it is gone; deliveries skip it from then on.</summary>
    public abstract bool IsClosed { get; }

    /// <summary>Whether its leaves are on their way, so that an owner which does not know of them must be told again.</summary>
    public abstract bool HasLeft { get; }

    /// <summary>
    /// The last command this gateway had sent to any owner when the client asked to be in a channel, or the client's own leave from that channel if that came round later,
    /// for as long as a leave from it has not come round; <see langword="null"/> for a channel it is not in. A join or leave of that command, of an earlier one or of
    /// another gateway's is of the past: the client has seen it, or is told of it by its resumption. An owner that sends all it has to a gateway which had forgotten
    /// the channel repeats such joins, and what came after them.
    /// </summary>
    /// <param name="channel">The channel.</param>
    public abstract CommandPlace? AskedAfter(ChannelKey channel);

    /// <summary>A leave of it has come round.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="leave">The place of the leave; <see langword="null"/> when this gateway did not send it.</param>
    public abstract void OnLeft(ChannelKey channel, CommandPlace? leave);

    /// <summary>Whether it may miss messages by what they are about, so that it needs each of them as a message of its own.</summary>
    public bool MissesBySubject { get; protected init; }

    /// <summary>Owned by the fan-out: the logs it has had events of; <see langword="null"/> for one that cannot be resumed.</summary>
    public PositionSet? Positions { get; set; }

    /// <summary>Owned by the fan-out: set while it is being resumed.</summary>
    public HeldEvents? Held { get; set; }

    /// <summary>Owned by the fan-out: whether something waits for it to be flushed.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Owned by the fan-out: whether what waits must go at the end of the batch.</summary>
    public bool IsUrgent { get; set; }

    /// <summary>Appends to its output without writing; a closed connection ignores it.</summary>
    public abstract void Enqueue(OutboundMessage message);

    /// <summary>Appends what it missed, however much that is: its bound counts what comes on top of it.</summary>
    /// <param name="messages">The messages, in order.</param>
    public virtual void EnqueueMissed(IReadOnlyList<OutboundMessage> messages)
    {
        foreach (var message in messages)
        {
            Enqueue(message);
        }
    }

    /// <summary>Lets its output be written.</summary>
    public abstract void Flush();

    /// <summary>All logs it is resumed in have come, or too much has: it goes on, or is given up.</summary>
    /// <param name="isResumed">Whether what it missed is in its output.</param>
    public abstract void OnResumed(bool isResumed);

    /// <summary>It can no longer be told where it is: ends its claim to be resumed.</summary>
    public abstract void GiveUpRecovery();

    /// <summary>A log shows a newer attempt of its client: nothing it sends is applied any more, and it hears of nothing.</summary>
    public virtual void OnSuperseded()
    {
    }

    /// <summary>Events were lost to it, which must not stay hidden: closes its transport, so that it begins afresh.</summary>
    public abstract void LoseContinuity();
}
