using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Recovery;

namespace RealtimeCluster.Silo.Succession;

/// <summary>Where owners whose home is this silo left what they knew, when they ended on another one.</summary>
/// <remarks>Each for as long as something can be there. To add one costs the same however many there are: they lie in the order in which their time ends. Thread-safe.</remarks>
/// <param name="times">How long an estate waits that somebody misses.</param>
/// <param name="options">How long one rests.</param>
/// <param name="time">The clock.</param>
internal sealed class EstatePlaces(RecoveryTimes times, IOptions<RecoveryOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<GrainId, Place> _places = new();
    private readonly ConcurrentQueue<(GrainId Owner, long Timestamp)> _order = new();

    /// <summary>How many are known, those whose time is over and that were not let go of included.</summary>
    public int Count => _places.Count;

    private TimeSpan Age => times.Estate > options.Value.Window ? times.Estate : options.Value.Window;

    /// <summary>An owner has ended and left something.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="silo">Where.</param>
    public void Add(GrainId owner, SiloAddress silo)
    {
        var timestamp = time.GetTimestamp();
        _places[owner] = new Place(silo, timestamp);
        _order.Enqueue((owner, timestamp));
    }

    /// <summary>Takes note that somebody asks there now.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="silo">The silo to ask.</param>
    public bool TryTake(GrainId owner, [NotNullWhen(true)] out SiloAddress? silo)
    {
        silo = _places.TryRemove(owner, out var place) ? place.Silo : null;
        return silo is not null;
    }

    /// <summary>Lets go of those whose time is over.</summary>
    public void Trim()
    {
        while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Timestamp) > Age && _order.TryDequeue(out oldest))
        {
            if (_places.TryGetValue(oldest.Owner, out var place) && time.GetElapsedTime(place.Timestamp) > Age)
            {
                _places.TryRemove(new KeyValuePair<GrainId, Place>(oldest.Owner, place));
            }
        }
    }

    private sealed record Place(SiloAddress Silo, long Timestamp);
}
