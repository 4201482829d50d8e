using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Sessions;

/// <summary>A channel that a session is in.</summary>
/// <param name="Name">Its canonical name.</param>
/// <param name="Joined">The position of the join, as the channel's owner answered it; the default value while it has not.</param>
[GenerateSerializer, Immutable, Alias("realtime.session-channel")]
public readonly record struct SessionChannel([property: Id(0)] string Name, [property: Id(1)] StreamPosition Joined);
