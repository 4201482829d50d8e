using Orleans.Services;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Clustering.Gateways;

/// <summary>What every node passes on to a gateway for a silo that does not reach it. Addressed by the silo address of the node.</summary>
public interface IGatewayRelayService : IGrainService
{
    /// <summary>Answers when the gateway has answered this node: between the two there is a way.</summary>
    /// <param name="gateway">The gateway.</param>
    [Alias("Reach")]
    Task ReachAsync(SiloAddress gateway);

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
