using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Client;

/// <summary>One event of a channel's history.</summary>
public sealed class HistoryEvent
{
    private readonly ChannelEvent _event;

    /// <summary>Shows an event of a log.</summary>
    /// <param name="channelEvent">One that clients see.</param>
    public HistoryEvent(ChannelEvent channelEvent) => _event = channelEvent;

    /// <summary>Its place in the channel's log.</summary>
    public long Offset => _event.Offset;

    /// <summary>What happened.</summary>
    public ChannelEventKind Kind => _event.Kind;

    /// <summary>The name of a message's event; <see langword="null"/> for news of members.</summary>
    public string? EventName => _event.EventName is { } token ? Channels.EventName.FromToken(token) : null;

    /// <summary>The connection that sent the message, or that is the member; <see langword="null"/> for a server's message.</summary>
    public string? ConnectionId => _event.ConnectionId;

    /// <summary>The value of <c>message</c>, or the member's profile; <see langword="null"/> when there is none.</summary>
    public Payload? Payload => _event.Payload;
}
