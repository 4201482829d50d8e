namespace RealtimeCluster.Clustering.Batches;

/// <summary>How much may wait, and how much of it goes at once.</summary>
/// <param name="MaxCount">Most items that wait.</param>
/// <param name="MaxBytes">Most bytes that wait.</param>
/// <param name="MaxBatchCount">Most items of one batch.</param>
/// <param name="MaxBatchBytes">Bytes at which a batch is full; one larger item goes alone.</param>
public readonly record struct BatchBounds(int MaxCount, long MaxBytes, int MaxBatchCount, long MaxBatchBytes);
