namespace RealtimeCluster.Silo.Durability;

/// <summary>After storage did not answer in time, lets those that start do without it for a while instead of each waiting in turn.</summary>
/// <remarks>Thread-safe. Calls that fail at once trip nothing: they cost nobody any time.</remarks>
internal sealed class StorageBreaker(TimeProvider time)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private long _trippedAt;

    /// <summary>Whether storage is not asked now.</summary>
    public bool IsOpen => Volatile.Read(ref _trippedAt) is not 0 and var trippedAt && time.GetElapsedTime(trippedAt) < Rest;

    /// <summary>Storage did not answer in time.</summary>
    public void Trip() => Volatile.Write(ref _trippedAt, Math.Max(1, time.GetTimestamp()));

    /// <summary>Storage answered.</summary>
    public void Reset() => Volatile.Write(ref _trippedAt, 0);
}
