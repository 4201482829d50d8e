using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Sessions;

/// <summary>A gateway's wish to go on with a session on behalf of a client that says it is its own.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Secret">The proof.</param>
/// <param name="Environment">The environment the client is authorised for now.</param>
/// <param name="UserId">The user it is authorised as now.</param>
/// <param name="Gateway">The gateway that claims.</param>
[GenerateSerializer, Immutable, Alias("realtime.session-claim")]
public sealed record SessionClaim(
    [property: Id(0)] string ConnectionId,
    [property: Id(1)] string Secret,
    [property: Id(2)] string Environment,
    [property: Id(3)] string? UserId,
    [property: Id(4)] GatewayId Gateway);
