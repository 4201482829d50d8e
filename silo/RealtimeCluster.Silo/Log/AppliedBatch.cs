using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Silo.Log;

/// <summary>What a batch did to a log.</summary>
/// <param name="Reply">The answer to whoever sent the batch.</param>
/// <param name="Outgoing">What is to be sent to gateways, in order; nothing for a repeated batch.</param>
public readonly record struct AppliedBatch(UplinkReply Reply, IReadOnlyList<Outgoing> Outgoing)
{
    /// <summary>The events it became.</summary>
    public ChannelEvent[] Events => [.. Outgoing.SelectMany(static outgoing => outgoing.Events)];

    /// <summary>The gateways that get any of them.</summary>
    public GatewayId[] Targets => [.. Outgoing.SelectMany(static outgoing => outgoing.Targets).Distinct()];
}
