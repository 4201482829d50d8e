using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>One connection's membership of a channel, as members see it.</summary>
/// <param name="ConnectionId">The member's id on the wire: the Socket.IO sid of its connection.</param>
/// <param name="Profile">What the member shows the others; <see langword="null"/> while it never set one.</param>
[GenerateSerializer, Immutable, Alias("realtime.member")]
public sealed record Member([property: Id(0)] string ConnectionId, [property: Id(1)] Payload? Profile);
