namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What happens to a client for which more waits than the limit allows.</summary>
public enum SlowConsumerPolicy
{
    /// <summary>It is disconnected, and may come back.</summary>
    Close = 0,

    /// <summary>The oldest messages that wait are dropped. What tells of members, answers and the protocol's own packets never is.</summary>
    DropOldest = 1,

    /// <summary>
    /// Of messages of one channel with one event name only the newest stays. A client for which more than the limit is left even so
    /// is disconnected.
    /// </summary>
    Conflate = 2,
}
