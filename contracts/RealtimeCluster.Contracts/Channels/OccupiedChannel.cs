namespace RealtimeCluster.Contracts.Channels;

/// <summary>A channel that has members.</summary>
/// <param name="Name">Its canonical name.</param>
/// <param name="MemberCount">How many, those away included.</param>
[GenerateSerializer, Immutable, Alias("realtime.occupied-channel")]
public readonly record struct OccupiedChannel([property: Id(0)] string Name, [property: Id(1)] int MemberCount);
