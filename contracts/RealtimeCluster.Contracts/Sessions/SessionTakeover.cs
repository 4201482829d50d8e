using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Sessions;

/// <summary>A session that its claimer holds now.</summary>
/// <param name="Record">The session, with the claimer as its gateway.</param>
/// <param name="Former">The gateway that held it before.</param>
[GenerateSerializer, Immutable, Alias("realtime.session-takeover")]
public sealed record SessionTakeover([property: Id(0)] SessionRecord Record, [property: Id(1)] GatewayId Former);
