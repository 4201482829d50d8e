using RealtimeCluster.Contracts.Connections;

namespace RealtimeCluster.Contracts.Sessions;

/// <summary>Which shard a session is in: the one that its connection's id names.</summary>
/// <remarks>So a gateway that many connect to at once can put those who come together into one shard, and write them in one call.</remarks>
public static class SessionShards
{
    /// <summary>How many shards there are. The same in every process of a cluster.</summary>
    public const int Count = ConnectionId.ShardCount;

    /// <summary>The shard of a connection.</summary>
    /// <param name="connectionId">The connection's id.</param>
    public static int Of(string connectionId) => ConnectionId.ShardOf(connectionId);
}
