namespace RealtimeCluster.Silo.Durability;

/// <summary>Something whose state is written behind.</summary>
internal interface ISnapshotSource
{
    /// <summary>Its state now. Called from any thread.</summary>
    /// <returns><see langword="null"/> when another speaks for it.</returns>
    Snapshot? Capture();
}
