using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Silo.Channels.HandOver;

/// <summary>A gateway of a log that is handed over.</summary>
/// <param name="Gateway">The gateway.</param>
/// <param name="IsAttached">Whether it wants the events although it has no members.</param>
/// <param name="LastSequence">Its last batch.</param>
/// <param name="Results">The answer to that batch; <see langword="null"/> when there was none.</param>
[GenerateSerializer, Immutable, Alias("realtime.estate-gateway")]
public sealed record EstateGateway(
    [property: Id(0)] GatewayId Gateway,
    [property: Id(1)] bool IsAttached,
    [property: Id(2)] long LastSequence,
    [property: Id(3)] CommandResult[]? Results);
