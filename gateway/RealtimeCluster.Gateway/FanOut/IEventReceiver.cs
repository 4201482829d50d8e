using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.EngineIO;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>A connection as the fan-out sees it.</summary>
internal interface IEventReceiver
{
    /// <summary>Its id, which events name it by.</summary>
    string Id { get; }

    /// <summary>What it shows in channels.</summary>
    Payload? Profile { get; }

    /// <summary>Set when it is gone.</summary>
    bool IsClosed { get; }

    /// <summary>Whether it may miss messages by what they are about, so that it needs each of them as a message of its own.</summary>
    bool MissesBySubject { get; }

    /// <summary>Owned by the fan-out: whether the batch being delivered has something for it.</summary>
    bool IsTouched { get; set; }

    /// <summary>Appends to its output without writing.</summary>
    void Enqueue(OutboundMessage message);

    /// <summary>Lets its output be written.</summary>
    void Flush();
}
