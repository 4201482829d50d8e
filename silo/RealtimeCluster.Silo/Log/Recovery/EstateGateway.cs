using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Silo.Log.Recovery;

/// <summary>A gateway of a log that is handed over.</summary>
/// <param name="Gateway">The gateway.</param>
/// <param name="IsAttached">Whether it wants the events although it has no members.</param>
/// <param name="LastSequence">Its last batch.</param>
/// <param name="Applied">
/// What that batch became: its answer, and what it sent, count for nothing once the gateway has heard of the successor.
/// </param>
[GenerateSerializer, Immutable, Alias("realtime.estate-gateway")]
public sealed record EstateGateway(
    [property: Id(0)] GatewayId Gateway,
    [property: Id(1)] bool IsAttached,
    [property: Id(2)] long LastSequence,
    [property: Id(3)] RecoveredBatch? Applied);
