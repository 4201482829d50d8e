namespace RealtimeCluster.Silo.Owners;

/// <summary>Counts the owners that ended, and says when it pays to collect the memory that they leave.</summary>
/// <remarks>
/// An owner has lived for minutes, so what it leaves lies in the oldest generation, which the runtime collects when that has grown by a share of its size: a process
/// that nobody uses any more does not grow, and would keep all of it. A collection costs as much as what is alive, so it pays when what ended is a share of that:
/// then each owner costs the same, however many there are. Collected beside the work, memory is free for new owners and stays with the process. Where no new
/// ones come it is given back, for which everything stands still a moment: only if little is alive, and most of the heap is free. Not thread-safe.
/// </remarks>
internal sealed class EndedOwners
{
    /// <summary>Fewer than that are not worth a collection: about 80 MB.</summary>
    internal const int MinCount = 8_000;

    /// <summary>One ended for so many that are alive.</summary>
    internal const int LivingPerEnded = 16;

    /// <summary>So many sweeps in a row at which nothing ended are quiet.</summary>
    internal const int QuietSweeps = 6;

    // What stands still is moved at one to two gigabytes a second.
    private const long MaxLivingBytes = 256L * 1024 * 1024;
    private const long MinFreeBytes = 128L * 1024 * 1024;

    private int _uncollected;
    private int _kept;
    private int _quiet;

    /// <summary>Counts owners that ended.</summary>
    /// <param name="endedCount">How many ended.</param>
    /// <param name="livingCount">How many are alive.</param>
    /// <returns>Whether to collect now, beside the work; then the count begins again.</returns>
    public bool Add(int endedCount, int livingCount)
    {
        _quiet = endedCount == 0 ? _quiet + 1 : 0;
        _uncollected += endedCount;
        _kept += endedCount;

        // When nothing more ends the rest is collected too, if anything was before.
        var isDue = _uncollected >= MinCount ? _uncollected >= livingCount / LivingPerEnded : _quiet == QuietSweeps && _kept >= MinCount;
        if (isDue)
        {
            _uncollected = 0;
        }

        return isDue;
    }

    /// <summary>Asked after each sweep.</summary>
    /// <param name="heapBytes">The size of the heap after it was last collected.</param>
    /// <param name="freeBytes">How much of that is free.</param>
    /// <returns>Whether to give memory back now; then the count begins again.</returns>
    public bool IsToGiveBack(long heapBytes, long freeBytes)
    {
        // Some sweeps after the last collection, so that the figures are those of it.
        if (_quiet < QuietSweeps + 2 || _kept < MinCount)
        {
            return false;
        }

        _kept = 0;
        return freeBytes >= MinFreeBytes && freeBytes >= heapBytes / 2 && heapBytes - freeBytes <= MaxLivingBytes;
    }
}
