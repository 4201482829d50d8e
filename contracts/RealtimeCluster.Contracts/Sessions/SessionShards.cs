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

        // FNV-1a: it must be the same in every process, which string.GetHashCode is not.
        var hash = 2166136261u;
        foreach (var unit in connectionId)
        {
            hash = (hash ^ unit) * 16777619u;
        }

        return (int)(hash % Count);
    }
}
