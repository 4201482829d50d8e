namespace RealtimeCluster.Silo.Log.Members;

/// <summary>What became of members since some change: who left and who shows something else, for who reads a list page by page.</summary>
/// <remarks>
/// Kept from the first page on, and only while pages are read: when as many changes as are kept have come since the last page was,
/// nobody goes on, and nothing is kept any more. So a channel whose members nobody pages through pays for a counter. Not thread-safe.
/// </remarks>
/// <param name="maxCount">The most changes that are kept.</param>
internal sealed class MemberChanges(int maxCount)
{
    private readonly List<MemberChange> _kept = [];
    private bool _isKeeping;
    private bool _wasReadLately;

    /// <summary>How many changes there were; what a reader has seen is told by this number.</summary>
    public long Count { get; private set; }

    /// <summary>Someone reads, and will ask for what comes after <see cref="Count"/>.</summary>
    public void Keep() => _isKeeping = _wasReadLately = true;

    /// <summary>A member left, or shows something else.</summary>
    public void Add(MemberChange change)
    {
        Count++;
        if (!_isKeeping)
        {
            return;
        }

        if (_kept.Count == maxCount)
        {
            if (!_wasReadLately)
            {
                _isKeeping = false;
                _kept.Clear();
                _kept.TrimExcess();
                return;
            }

            _wasReadLately = false;
            _kept.RemoveRange(0, (maxCount + 1) / 2);
        }

        _kept.Add(change);
    }

    /// <summary>The changes after the first <paramref name="count"/>.</summary>
    /// <returns><see langword="false"/> when some are not kept, or there never were so many.</returns>
    public bool TryGetAfter(long count, out ReadOnlySpan<MemberChange> changes)
    {
        var missing = Count - count;
        var isKept = missing >= 0 && missing <= _kept.Count;
        changes = isKept ? System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_kept)[(int)(_kept.Count - missing)..] : default;
        return isKept;
    }
}
