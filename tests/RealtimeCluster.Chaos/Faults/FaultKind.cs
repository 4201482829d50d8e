namespace RealtimeCluster.Chaos.Faults;

/// <summary>What can be done to a cluster or its clients.</summary>
internal enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>SIGKILL of a gateway, the next one each time; started again after the outage.</summary>
    KillGateway,

    /// <summary>SIGKILL of a silo, the next one each time; started again after the outage.</summary>
    KillSilo,

    /// <summary>A gateway, then a silo, then a gateway.</summary>
    KillBoth,

    /// <summary>SIGSTOP of a node for the outage, then SIGCONT.</summary>
    Pause,

    /// <summary>Some clients stop reading for the outage.</summary>
    SlowReader,

    /// <summary>A tenth of the clients lose their TCP connection.</summary>
    Cut,

    /// <summary>All clients lose their TCP connection at once.</summary>
    CutAll,

    /// <summary>A quarter of the clients are behind a proxy that holds all traffic for the outage, and then lets it go or resets it.</summary>
    Partition,

    /// <summary>SIGKILL of the Redis that holds the membership; started again after a minute.</summary>
    RedisDown,

    /// <summary>SIGTERM and start of every silo and gateway in turn.</summary>
    Rolling,

    /// <summary>SIGTERM of a gateway; started again after the outage.</summary>
    Drain,

    /// <summary>SIGTERM and start of every silo in turn.</summary>
    RollingSilos,

    /// <summary>SIGSTOP of a node for 1 to 20 s; meanwhile its clients and some others lose their transport up to three times.</summary>
    PauseCut,

    /// <summary>Packets from a gateway to a silo, or back, are dropped for the outage, those the other way not.</summary>
    CutLink,

    /// <summary>Many clients join a channel full of large messages at the same moment, each with a rewind.</summary>
    RewindStorm,
}
