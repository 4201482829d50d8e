namespace RealtimeCluster.Contracts.Channels;

/// <summary>A channel's members at one position of its log.</summary>
/// <param name="Members">The members in the order of joining.</param>
/// <param name="Position">The list is exact after the event at this position and before the next.</param>
[GenerateSerializer, Immutable, Alias("realtime.member-list")]
public sealed record MemberList([property: Id(0)] Member[] Members, [property: Id(1)] StreamPosition Position);
