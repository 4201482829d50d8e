namespace RealtimeCluster.Contracts.Sessions;

/// <summary>Which shard a session is in.</summary>
public static class SessionShards
{
    /// <summary>How many shards there are. The same in every process of a cluster.</summary>
    public const int Count = 64;

    /// <summary>The shard of a connection.</summary>
    /// <param name="connectionId">The connection's id.</param>
    public static int Of(string connectionId)
    {
        ArgumentNullException.ThrowIfNull(connectionId);

        return (int)(StableHash.ComputeHash(connectionId) % Count);
    }
}
