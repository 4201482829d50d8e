using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace RealtimeCluster.Silo.Succession;

/// <summary>What activations that ended on this silo left for those that succeed them, each for a limited time.</summary>
/// <remarks>Thread-safe. To add one costs the same however many there are: they lie in the order in which their time ends.</remarks>
/// <typeparam name="TEstate">What is left.</typeparam>
/// <typeparam name="TOwner">How the successor is called.</typeparam>
/// <param name="age">How long an estate waits: <c>RecoveryTimes.Estate</c>.</param>
/// <param name="time">The clock.</param>
internal sealed class EstateTable<TEstate, TOwner>(TimeSpan age, TimeProvider time)
    where TEstate : class
{
    private readonly ConcurrentDictionary<GrainId, Left> _estates = new();
    private readonly ConcurrentQueue<(GrainId GrainId, long Timestamp)> _order = new();

    /// <summary>Keeps what one left, unless a later life left something already.</summary>
    public void Add(GrainId grainId, TEstate estate, long term, TOwner owner)
    {
        var added = new Left(grainId, estate, term, owner, time.GetTimestamp());
        if (ReferenceEquals(_estates.AddOrUpdate(grainId, added, (_, known) => known.Term > term ? known : added), added))
        {
            _order.Enqueue((grainId, added.Timestamp));
        }
    }

    /// <summary>Calls for the successors that are missed: of estates that nobody has come for, until such a call succeeds.</summary>
    /// <param name="wake">Brings a successor to life.</param>
    public Func<Task>[] FindUnclaimed(Func<TOwner, Task> wake) =>
        [.. GetLeft().Where(static left => !left.HasHeir).Select(left => (Func<Task>)(() => WakeAsync(left, wake)))];

    /// <summary>Those that wait, after those whose time is over are let go of.</summary>
    public IEnumerable<Left> GetLeft()
    {
        Trim();
        return _estates.Select(static entry => entry.Value);
    }

    /// <summary>Lets go of those whose time is over.</summary>
    public void Trim()
    {
        while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Timestamp) > age && _order.TryDequeue(out oldest))
        {
            if (_estates.TryGetValue(oldest.GrainId, out var left) && time.GetElapsedTime(left.Timestamp) > age)
            {
                _estates.TryRemove(new KeyValuePair<GrainId, Left>(oldest.GrainId, left));
            }
        }
    }

    /// <summary>Takes what one left, for a life with a higher term.</summary>
    public bool TryTake(GrainId grainId, long term, [NotNullWhen(true)] out TEstate? estate)
    {
        estate = _estates.TryGetValue(grainId, out var left) && left.Term < term && _estates.TryRemove(new KeyValuePair<GrainId, Left>(grainId, left))
            ? left.Estate
            : null;
        return estate is not null;
    }

    /// <summary>The life of the one that left something; 0 when none did.</summary>
    public long FindTerm(GrainId grainId) => _estates.TryGetValue(grainId, out var left) ? left.Term : 0;

    /// <summary>Takes everything.</summary>
    public IEnumerable<Left> TakeAll()
    {
        _order.Clear();
        foreach (var (grainId, _) in _estates)
        {
            if (_estates.TryRemove(grainId, out var left))
            {
                yield return left;
            }
        }
    }

    private static async Task WakeAsync(Left left, Func<TOwner, Task> wake)
    {
        await wake(left.Owner);

        // It lives and did not come for this: it knows all of it from others.
        left.HasHeir = true;
    }

    /// <summary>An estate and whose it was.</summary>
    internal sealed record Left(GrainId GrainId, TEstate Estate, long Term, TOwner Owner, long Timestamp)
    {
        /// <summary>Whether a successor has come to life.</summary>
        public bool HasHeir { get; set; }
    }
}
