namespace RealtimeCluster.Storage.Tests.Durability;

/// <summary>What a storage does instead of its work.</summary>
internal enum StorageFault
{
    /// <summary>Its work.</summary>
    None,

    /// <summary>Every call fails at once.</summary>
    Fails,

    /// <summary>Writes fail at once. What is written stays as it is, as for a cluster that is killed.</summary>
    FailsWrites,

    /// <summary>No call ever ends.</summary>
    Hangs,
}
