using Orleans.Services;
using RealtimeCluster.Clustering.Links;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Clustering.Gateways;

/// <summary>What every node passes on to a gateway for a silo that does not reach it. Addressed by the silo address of the node.</summary>
public interface IGatewayRelayService : IGrainService
{
    /// <summary>Answers at once: between the asker and this node there is a way.</summary>
    [Alias("Ping")]
    Task PingAsync();

    /// <summary>Answers when another node has answered this one: between the two there is a way.</summary>
    /// <param name="node">The other node.</param>
    [Alias("Reach")]
    Task ReachAsync(SiloAddress node);

    /// <summary>A node does not reach another one that others reach. Said again while that lasts, each <see cref="CutNodes.Repetition"/>.</summary>
    /// <param name="node">The node that says so.</param>
    /// <param name="unreached">
    /// Those that it does not reach; they are told here instead. Empty where this is such telling, so that it goes no further.
    /// </param>
    [Alias("NoteCut")]
    Task NoteCutAsync(SiloAddress node, SiloAddress[] unreached);

    /// <inheritdoc cref="IGatewayService.DescribeLogAsync"/>
    /// <param name="gateway">The gateway.</param>
    /// <param name="channel">The log.</param>
    /// <param name="term">The term of the owner that asks.</param>
    /// <param name="needsEvents">Whether it needs events.</param>
    [Alias("DescribeLog")]
    Task<GatewayAssertion?> DescribeLogAsync(SiloAddress gateway, ChannelKey channel, long term, bool needsEvents);

    /// <inheritdoc cref="IGatewayService.ReadTailAsync"/>
    /// <param name="gateway">The gateway.</param>
    /// <param name="channel">The log.</param>
    /// <param name="from">The first offset.</param>
    /// <param name="to">The last offset.</param>
    [Alias("ReadTail")]
    Task<ChannelEvent[]> ReadTailAsync(SiloAddress gateway, ChannelKey channel, long from, long to);

    /// <inheritdoc cref="IGatewayService.DescribeSessionsAsync"/>
    /// <param name="gateway">The gateway.</param>
    /// <param name="shard">The shard.</param>
    [Alias("DescribeSessions")]
    Task<SessionRecord[]> DescribeSessionsAsync(SiloAddress gateway, int shard);
}
