namespace RealtimeCluster.Silo.Diagnostics;

/// <summary>What became of a write to grain storage.</summary>
internal enum WriteOutcome
{
    /// <summary>It was carried out.</summary>
    Written,

    /// <summary>Storage refused it.</summary>
    Failed,

    /// <summary>Storage did not answer in time.</summary>
    TimedOut,

    /// <summary>A later life has written: this one has nothing more to say.</summary>
    Superseded,

    /// <summary>There was nothing to write any more.</summary>
    Ended,
}
