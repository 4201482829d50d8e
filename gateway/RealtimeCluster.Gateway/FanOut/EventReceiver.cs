using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.EngineIO;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>A connection as the fan-out sees it.</summary>
/// <remarks>A class and not an interface: it is called once for each delivery, and a virtual call finds its target in the object itself.</remarks>
internal abstract class EventReceiver
{
    /// <summary>Its id, which events name it by.</summary>
    public abstract string Id { get; }

    /// <summary>What it shows in channels; <see langword="null"/> while it never set anything.</summary>
    public abstract Payload? Profile { get; set; }

    /// <summary>Set when it is gone; deliveries skip it from then on.</summary>
    public abstract bool IsClosed { get; }

    /// <summary>Whether it may miss messages by what they are about, so that it needs each of them as a message of its own.</summary>
    public bool MissesBySubject { get; protected init; }

    /// <summary>Owned by the fan-out's <see cref="FlushList"/>: whether something waits for it to be flushed.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Owned by the fan-out's <see cref="FlushList"/>: whether what waits must go at the end of the batch.</summary>
    public bool IsUrgent { get; set; }

    /// <summary>Appends to its output without writing; a closed connection ignores it.</summary>
    public abstract void Enqueue(OutboundMessage message);

    /// <summary>Lets its output be written.</summary>
    public abstract void Flush();
}
