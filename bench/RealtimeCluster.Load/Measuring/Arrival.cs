namespace RealtimeCluster.Load.Measuring;

/// <summary>How a delivery stands to those before it on the same connection.</summary>
internal enum Arrival
{
    /// <summary>After all before it.</summary>
    InOrder,

    /// <summary>After one that was published later.</summary>
    OutOfOrder,

    /// <summary>Seen before.</summary>
    Duplicate,
}
