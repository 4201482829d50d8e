namespace RealtimeCluster.Contracts.Channels;

/// <summary>How many members a channel has.</summary>
/// <param name="Count">The number, those away included.</param>
/// <param name="Position">The number is exact after the event at this position and before the next.</param>
[GenerateSerializer, Immutable, Alias("realtime.member-count")]
public readonly record struct MemberCount([property: Id(0)] int Count, [property: Id(1)] StreamPosition Position);
