using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime.GrainDirectory;

namespace RealtimeCluster.Clustering.Nodes;

/// <summary>Where the grains live that this node called lately.</summary>
/// <remarks>
/// Thread-safe. In place of Orleans' own, which keeps each address until as many others have been called: of channels that are long gone too, and with each the memory
/// around it that all else of the channel has left. This one forgets a grain when it is told that nobody here calls it any more (<see cref="Remove(GrainId)"/>), and else
/// when at least half of <paramref name="maxCount"/> others were called since. A miss costs one look at another node.
/// </remarks>
/// <param name="maxCount">How many it holds at most, more or less.</param>
internal sealed class GrainAddressCache(int maxCount) : IGrainDirectoryCache
{
    private readonly Lock _turning = new();
    private Generation _young = new();
    private Generation _old = new();

    public IEnumerable<(GrainAddress ActivationAddress, int Version)> KeyValues => [.. _young.Entries.Values, .. _old.Entries.Values];

    public void AddOrUpdate(GrainAddress value, int version)
    {
        _old.TryRemove(value.GrainId);
        if (_young.Set(value, version) >= maxCount / 2)
        {
            Turn();
        }
    }

    public bool Remove(GrainId key)
    {
        var isYoung = _young.TryRemove(key);
        return _old.TryRemove(key) || isYoung;
    }

    public bool Remove(GrainAddress key) => LookUp(key.GrainId, out var known, out _) && Equals(known.SiloAddress, key.SiloAddress) && Remove(key.GrainId);

    public void Clear() => (_young, _old) = (new Generation(), new Generation());

    public bool LookUp(GrainId key, [NotNullWhen(true)] out GrainAddress? result, out int version)
    {
        if (!_young.Entries.TryGetValue(key, out var entry))
        {
            if (!_old.Entries.TryGetValue(key, out entry))
            {
                (result, version) = (null, 0);
                return false;
            }

            AddOrUpdate(entry.Address, entry.Version);
        }

        (result, version) = entry;
        return true;
    }

    private void Turn()
    {
        lock (_turning)
        {
            if (_young.Count >= maxCount / 2)
            {
                (_old, _young) = (_young, new Generation());
            }
        }
    }

    /// <summary>Those that were called before the same turn.</summary>
    private sealed class Generation
    {
        private int _count;

        public ConcurrentDictionary<GrainId, (GrainAddress Address, int Version)> Entries { get; } = new();

        public int Count => Volatile.Read(ref _count);

        /// <returns>How many there are then.</returns>
        public int Set(GrainAddress address, int version)
        {
            if (Entries.TryAdd(address.GrainId, (address, version)))
            {
                return Interlocked.Increment(ref _count);
            }

            Entries[address.GrainId] = (address, version);
            return Count;
        }

        public bool TryRemove(GrainId grainId)
        {
            var isRemoved = Entries.TryRemove(grainId, out _);
            if (isRemoved)
            {
                Interlocked.Decrement(ref _count);
            }

            return isRemoved;
        }
    }
}
