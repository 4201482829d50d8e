namespace RealtimeCluster.Silo.Durability;

/// <summary>Keeps what grains that ended on this silo left for their successors, and gives it to storage when the silo stops.</summary>
internal interface ILastSnapshotSource
{
    /// <summary>Takes what no successor came for: from now on it is not handed over, so each snapshot is final.</summary>
    /// <param name="takenAt">The time.</param>
    IEnumerable<(GrainId GrainId, Snapshot Snapshot)> TakeLastSnapshots(DateTimeOffset takenAt);
}
