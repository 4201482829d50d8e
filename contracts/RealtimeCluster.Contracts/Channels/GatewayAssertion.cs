using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>
/// What a gateway holds of a log: its members, how far it has come, and how much it has of what it has seen. An owner that
/// succeeds one that is gone goes on from what the gateways assert.
/// </summary>
[GenerateSerializer, Immutable, Alias("realtime.gateway-assertion")]
public sealed record GatewayAssertion
{
    /// <summary>The gateway that speaks.</summary>
    [Id(0)]
    public required GatewayId Gateway { get; init; }

    /// <summary>Its members as of <see cref="Position"/>, in the order of joining.</summary>
    [Id(1)]
    public GatewayMember[] Members { get; init; } = [];

    /// <summary>Whether it wants the events although it has no members (broadcast and user channels).</summary>
    [Id(2)]
    public bool Attached { get; init; }

    /// <summary>The last event of its stream; the default value when it has seen none.</summary>
    [Id(3)]
    public StreamPosition Position { get; init; }

    /// <summary>The term of the owner it heard that event from.</summary>
    [Id(4)]
    public long Term { get; init; }

    /// <summary>
    /// The first offset of the events it still has: dense, the last one at <see cref="Position"/>. Past that when it has none. The events
    /// themselves are by far the most of what it holds, and are asked for by offset.
    /// </summary>
    [Id(5)]
    public long TailStart { get; init; }

    /// <summary>Its own commands' events that an owner acknowledged lately: they may be ahead of every stream.</summary>
    [Id(6)]
    public ChannelEvent[] Acknowledged { get; init; } = [];

    /// <summary>The epoch of <see cref="Acknowledged"/>.</summary>
    [Id(7)]
    public long AcknowledgedEpoch { get; init; }

    /// <summary>
    /// Connections whose join is among <see cref="Acknowledged"/> and that went on elsewhere since, each with the generation that went: what else became
    /// of them other gateways may know. One that came back here is of a later generation.
    /// </summary>
    [Id(8)]
    public EndedSession[] Departed { get; init; } = [];

    /// <summary>
    /// Events that it showed to members who lately left it. It follows the log no more, or anew: that it had seen these proves nothing of what came
    /// after them.
    /// </summary>
    [Id(9)]
    public ChannelEvent[] Past { get; init; } = [];

    /// <summary>The epoch of <see cref="Past"/>.</summary>
    [Id(10)]
    public long PastEpoch { get; init; }

    /// <summary>The <see cref="Channels.TailDigest"/> of the events from <see cref="TailStart"/> to <see cref="Position"/>; only for an owner that asks.</summary>
    [Id(11)]
    public long TailDigest { get; init; }

    /// <summary>
    /// Whether it only goes on with the members of the one before, which had the rest: an owner is told of many members in several calls. It sends the
    /// gateway nothing then.
    /// </summary>
    [Id(12)]
    public bool IsRest { get; init; }

    /// <summary>
    /// The highest term of an owner of which it had an event or an answer, as long as it remembers; 0 otherwise, and from a gateway of a version that does not say.
    /// <see cref="Term"/> is as high when an owner has only asked.
    /// </summary>
    [Id(13)]
    public long HeardTerm { get; init; }

    /// <summary>About how many bytes it holds.</summary>
    public long SizeBytes => 256 + Members.Sum(static member => (long)member.SizeBytes)
        + Acknowledged.Sum(static channelEvent => (long)channelEvent.SizeBytes) + Past.Sum(static channelEvent => (long)channelEvent.SizeBytes);

    /// <summary>Whether it says nothing.</summary>
    public bool IsEmpty => Members.Length == 0 && !Attached && Position == default && Acknowledged.Length == 0 && Past.Length == 0;
}
