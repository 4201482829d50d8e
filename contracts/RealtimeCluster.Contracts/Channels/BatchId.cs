using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>Names one batch of one gateway to one log.</summary>
/// <remarks>A class, so that all events of a batch share one: in a message it is written once.</remarks>
/// <param name="Gateway">The gateway that sent it.</param>
/// <param name="Sequence">Its number there.</param>
[GenerateSerializer, Immutable, Alias("realtime.batch-id")]
public sealed record BatchId([property: Id(0)] GatewayId Gateway, [property: Id(1)] long Sequence);
