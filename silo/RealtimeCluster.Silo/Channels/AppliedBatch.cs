using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Silo.Channels;

/// <summary>What a batch did to a log.</summary>
/// <param name="Reply">The answer to whoever sent the batch.</param>
/// <param name="Events">The events it became; empty for a repeated batch.</param>
/// <param name="Targets">The gateways that get those events, each once.</param>
public readonly record struct AppliedBatch(UplinkReply Reply, ChannelEvent[] Events, GatewayId[] Targets);
