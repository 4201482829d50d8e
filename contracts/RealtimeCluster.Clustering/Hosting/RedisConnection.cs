using StackExchange.Redis;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>How a node connects to Redis, for membership and for states alike.</summary>
public static class RedisConnection
{
    // A minute, which is the client's own, would be one in which a promoted replica takes no writes: a node that dies then has no verdict.
    private const int ConfigCheckSeconds = 2;

    private static readonly int DefaultConfigCheckSeconds = new ConfigurationOptions().ConfigCheckSeconds;

    /// <summary>Reads a connection string, and chooses what it leaves open.</summary>
    /// <param name="connection">The connection string of StackExchange.Redis; it may name several servers, of which one is the master.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static ConfigurationOptions Parse(string connection)
    {
        var options = ConfigurationOptions.Parse(connection);

        // One that was away is found again within a second, and not after pauses that grow: a dead node waits for its verdict.
        options.ReconnectRetryPolicy = new LinearRetry(1000);

        // Which of several is the master is asked as often; a single one is not asked.
        if (options.EndPoints.Count > 1 && options.ConfigCheckSeconds == DefaultConfigCheckSeconds)
        {
            options.ConfigCheckSeconds = ConfigCheckSeconds;
        }

        return options;
    }
}
