namespace RealtimeCluster.Silo.Channels;

/// <summary>Counts the owners that ended since memory was last collected, and says when collecting pays.</summary>
/// <remarks>
/// An owner has lived for minutes, so what it leaves lies in the oldest generation, which the runtime collects when that has grown by a share of its size; a process
/// that nobody uses any more does not grow, and would keep all of it. A collection costs as much as what is alive, so it pays when what ended is a share of that:
/// then each owner costs the same, however many there are. Not thread-safe.
/// </remarks>
internal sealed class EndedOwners
{
    /// <summary>Fewer than that are not worth a collection: about 100 MB.</summary>
    internal const int MinCount = 10_000;

    /// <summary>One ended for so many that are alive.</summary>
    internal const int LivingPerEnded = 8;

    private int _count;

    /// <summary>Counts owners that ended.</summary>
    /// <param name="endedCount">How many ended.</param>
    /// <param name="livingCount">How many are alive.</param>
    /// <returns>Whether to collect now; then the count begins again.</returns>
    public bool Add(int endedCount, int livingCount)
    {
        _count += endedCount;
        if (_count < MinCount || _count < livingCount / LivingPerEnded)
        {
            return false;
        }

        _count = 0;
        return true;
    }
}
