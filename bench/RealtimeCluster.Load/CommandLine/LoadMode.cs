namespace RealtimeCluster.Load.CommandLine;

/// <summary>What is done with the connections.</summary>
internal enum LoadMode
{
    /// <summary>Publish and measure the deliveries.</summary>
    Run,

    /// <summary>Hold the connections and measure what they cost.</summary>
    Idle,

    /// <summary>Measure how long connecting and joining takes, and the join events that follow from it.</summary>
    Join,

    /// <summary>Measure how long a server waits for the member list.</summary>
    Members,

    /// <summary>Publish, connect, disconnect, leave and join for long, and watch memory.</summary>
    Soak,

    /// <summary>Publish with all reading, then with some that have stopped reading, and compare what the others get.</summary>
    Stall,
}
