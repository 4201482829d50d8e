using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Sessions;

/// <summary>Where a session is.</summary>
/// <param name="Environment">Its environment.</param>
/// <param name="Gateway">The gateway that holds it.</param>
/// <param name="Generation">How often it was taken over.</param>
/// <param name="IsLost">Whether that gateway is gone, and the session waits for another one.</param>
[GenerateSerializer, Immutable, Alias("realtime.session-place")]
public sealed record SessionPlace(
    [property: Id(0)] string Environment,
    [property: Id(1)] GatewayId Gateway,
    [property: Id(2)] int Generation,
    [property: Id(3)] bool IsLost);
