namespace RealtimeCluster.Silo.Durability;

/// <summary>When storage answers nobody, lets those that start do without it for a while instead of each waiting in turn.</summary>
/// <remarks>Thread-safe. Calls that fail at once trip nothing: they cost nobody any time. Nor does one call that takes long while others are answered.</remarks>
internal sealed class StorageBreaker(TimeProvider time)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private long _trippedAt;
    private long _answeredAt;

    /// <summary>Whether storage is not asked now.</summary>
    public bool IsOpen => Volatile.Read(ref _trippedAt) is not 0 and var trippedAt && time.GetElapsedTime(trippedAt) < Rest;

    /// <summary>Storage did not answer a call in time.</summary>
    /// <param name="timeout">How long the call waited.</param>
    /// <returns><see langword="false"/> when it answered another one meanwhile: it is busy, and it is worth asking again.</returns>
    public bool TryTrip(TimeSpan timeout)
    {
        if (Volatile.Read(ref _answeredAt) is not 0 and var answeredAt && time.GetElapsedTime(answeredAt) < timeout)
        {
            return false;
        }

        Volatile.Write(ref _trippedAt, Math.Max(1, time.GetTimestamp()));
        return true;
    }

    /// <summary>Storage answered.</summary>
    public void Reset()
    {
        Volatile.Write(ref _answeredAt, Math.Max(1, time.GetTimestamp()));
        Volatile.Write(ref _trippedAt, 0);
    }
}
