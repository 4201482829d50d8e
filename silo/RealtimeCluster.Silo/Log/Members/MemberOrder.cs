using System.Diagnostics;

namespace RealtimeCluster.Silo.Log.Members;

/// <summary>Members in the order of joining, in which a place can be found again after who stood there has left.</summary>
/// <remarks>
/// An array whose entries keep their place when their member leaves. Half of it at most is such gaps, so adding and removing cost
/// O(1) on average and finding a place O(log n). A place is never given twice. Not thread-safe.
/// </remarks>
internal sealed class MemberOrder
{
    private const int MinLength = 4;

    private Entry[] _entries = [];
    private int _end;
    private int _gapCount;
    private long _lastPlace;

    /// <summary>Adds a member behind all others.</summary>
    public void Add(LogMember member)
    {
        if (_end == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(MinLength, _end * 2));
        }

        member.EntryIndex = _end;
        _entries[_end++] = new Entry(++_lastPlace, member);
    }

    /// <summary>Removes a member.</summary>
    public void Remove(LogMember member)
    {
        Debug.Assert(ReferenceEquals(_entries[member.EntryIndex].Member, member), "A member knows where it stands.");
        if (member.EntryIndex == _end - 1)
        {
            _entries[--_end] = default;
        }
        else
        {
            _entries[member.EntryIndex] = _entries[member.EntryIndex] with { Member = null };
            _gapCount++;
        }

        if (_gapCount > _end / 2)
        {
            CloseGaps();
        }
    }

    /// <summary>The place of a member; the first one is 1.</summary>
    public long PlaceOf(LogMember member) => _entries[member.EntryIndex].Place;

    /// <summary>The members behind a place, in order; all behind 0. The order must not change meanwhile.</summary>
    public IEnumerable<LogMember> After(long place)
    {
        for (var index = FindAfter(place); index < _end; index++)
        {
            if (_entries[index].Member is { } member)
            {
                yield return member;
            }
        }
    }

    private int FindAfter(long place)
    {
        var (low, high) = (0, _end);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _entries[middle].Place > place ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private void CloseGaps()
    {
        var count = _end - _gapCount;
        var target = count < _entries.Length / 4 ? new Entry[Math.Max(MinLength, count * 2)] : _entries;
        var end = 0;
        for (var index = 0; index < _end; index++)
        {
            if (_entries[index] is { Member: { } member } entry)
            {
                member.EntryIndex = end;
                target[end++] = entry;
            }
        }

        if (ReferenceEquals(target, _entries))
        {
            Array.Clear(_entries, end, _end - end);
        }

        (_entries, _end, _gapCount) = (target, end, 0);
    }

    private readonly record struct Entry(long Place, LogMember? Member);
}
