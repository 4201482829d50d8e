using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>One entry of a channel's log. Every change of a channel's state is an event with the next offset.</summary>
[GenerateSerializer, Immutable, Alias("realtime.channel-event")]
public sealed class ChannelEvent
{
    /// <summary>What happened.</summary>
    [Id(0)]
    public required ChannelEventKind Kind { get; init; }

    /// <summary>The event's place in the log: dense within an epoch, the first is 1.</summary>
    [Id(1)]
    public required long Offset { get; init; }

    /// <summary>The member concerned, or the connection that sent the message; <see langword="null"/> for a server.</summary>
    [Id(2)]
    public string? ConnectionId { get; init; }

    /// <summary>Whether <see cref="ConnectionId"/> itself receives the event.</summary>
    [Id(3)]
    public bool Echo { get; init; }

    /// <summary>A message's event name as a JSON token.</summary>
    [Id(4)]
    public byte[]? EventName { get; init; }

    /// <summary>A message's value or a member's profile; <see langword="null"/> when there is none.</summary>
    [Id(5)]
    public Payload? Payload { get; init; }

    /// <summary>See <see cref="ChannelCommand.PayloadIsArguments"/>.</summary>
    [Id(6)]
    public bool PayloadIsArguments { get; init; }

    /// <summary>See <see cref="ChannelCommand.DeduplicationKey"/>.</summary>
    [Id(7)]
    public string? DeduplicationKey { get; init; }

    /// <summary>
    /// The batch whose command became this event, so that a successor of the owner recognises the batch; <see langword="null"/>
    /// for a server's event or one of the owner's own.
    /// </summary>
    [Id(8)]
    public BatchId? Batch { get; init; }

    /// <summary>The place of the command in its batch.</summary>
    [Id(9)]
    public int CommandIndex { get; init; }

    /// <summary>See <see cref="ChannelCommand.IsResumable"/>.</summary>
    [Id(10)]
    public bool IsResumable { get; init; }

    /// <summary>For a move, an absence, or the join of who comes back: the member has a right to every event after it; 0 for a join of its own.</summary>
    [Id(11)]
    public long JoinedAt { get; init; }

    /// <summary>For what happens to a member: it has a right to every event after this offset.</summary>
    public long MemberSince => JoinedAt != 0 ? JoinedAt : Offset;

    /// <summary>See <see cref="ChannelCommand.Rewind"/>.</summary>
    [Id(12)]
    public int Rewind { get; init; }

    /// <summary>See <see cref="ChannelCommand.PublishedAt"/>.</summary>
    [Id(13)]
    public long PublishedAt { get; init; }

    /// <summary>For a message and for what happens to a member: see <see cref="ChannelCommand.Generation"/>.</summary>
    [Id(14)]
    public int Generation { get; init; }

    /// <summary>Whether clients see it.</summary>
    public bool IsVisible => Kind <= ChannelEventKind.Updated;

    /// <summary>The bytes this event holds, which every bound counts.</summary>
    public int SizeBytes => 64 + (EventName?.Length ?? 0) + (DeduplicationKey?.Length ?? 0) + (Payload?.SizeBytes ?? 0);
}
