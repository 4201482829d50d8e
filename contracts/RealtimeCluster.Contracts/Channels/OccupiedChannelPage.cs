namespace RealtimeCluster.Contracts.Channels;

/// <summary>Some of an environment's channels that have members, in the ordinal order of their names.</summary>
/// <param name="Channels">The channels.</param>
/// <param name="HasMore">Whether others follow.</param>
[GenerateSerializer, Immutable, Alias("realtime.occupied-channel-page")]
public sealed record OccupiedChannelPage([property: Id(0)] OccupiedChannel[] Channels, [property: Id(1)] bool HasMore);
