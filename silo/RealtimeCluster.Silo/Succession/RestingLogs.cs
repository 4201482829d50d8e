using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Silo.Succession;

/// <summary>What owners left of logs that nobody misses, for as long as their events are kept.</summary>
/// <remarks>
/// Thread-safe. Each is kept as its bytes: as objects their events would keep alive the memory around them, in which the owner lay that has ended, and it would cost
/// more to rest than to be awake. To add one costs the same however many there are: they lie in the order in which their time ends.
/// </remarks>
/// <param name="options">Says how long: <see cref="RecoveryOptions.Window"/>.</param>
/// <param name="serializer">Makes the bytes.</param>
/// <param name="time">The clock.</param>
internal sealed class RestingLogs(IOptions<RecoveryOptions> options, Serializer<LogEstate> serializer, TimeProvider time)
{
    private readonly ConcurrentDictionary<GrainId, Rested> _logs = new();
    private readonly ConcurrentQueue<(GrainId GrainId, long Timestamp)> _order = new();

    /// <summary>How many there are, those whose time is over and that were not let go of included.</summary>
    public int Count => _logs.Count;

    /// <summary>Keeps what an owner left, unless a later life left something already.</summary>
    public void Add(GrainId grainId, LogEstate estate)
    {
        var copy = new GrainId(grainId.Type, IdSpan.Create(grainId.Key.ToString()!));
        var added = new Rested(serializer.SerializeToArray(estate), estate.Term, time.GetTimestamp());
        if (ReferenceEquals(_logs.AddOrUpdate(copy, added, (_, known) => known.Term > added.Term ? known : added), added))
        {
            _order.Enqueue((copy, added.Timestamp));
        }
    }

    /// <summary>Lets go of those whose time is over.</summary>
    public void Trim()
    {
        while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Timestamp) > options.Value.Window && _order.TryDequeue(out oldest))
        {
            if (_logs.TryGetValue(oldest.GrainId, out var rested) && rested.Timestamp == oldest.Timestamp)
            {
                _logs.TryRemove(new KeyValuePair<GrainId, Rested>(oldest.GrainId, rested));
            }
        }
    }

    /// <summary>Takes one, for a life with a higher term.</summary>
    public bool TryTake(GrainId grainId, long term, [NotNullWhen(true)] out LogEstate? estate)
    {
        estate = _logs.TryGetValue(grainId, out var rested) && rested.Term < term && _logs.TryRemove(new KeyValuePair<GrainId, Rested>(grainId, rested))
            ? serializer.Deserialize(rested.Bytes)
            : null;
        return estate is not null;
    }

    /// <summary>The life of the one that left it; 0 when there is none.</summary>
    public long FindTerm(GrainId grainId) => _logs.TryGetValue(grainId, out var rested) ? rested.Term : 0;

    /// <summary>Takes everything.</summary>
    public IEnumerable<(GrainId GrainId, LogEstate Estate)> TakeAll()
    {
        foreach (var (grainId, _) in _logs)
        {
            if (TryTake(grainId, long.MaxValue, out var estate))
            {
                yield return (grainId, estate);
            }
        }
    }

    private sealed class Rested(byte[] bytes, long term, long timestamp)
    {
        public byte[] Bytes => bytes;

        public long Term => term;

        public long Timestamp => timestamp;
    }
}
