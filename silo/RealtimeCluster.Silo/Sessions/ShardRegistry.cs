using System.Collections.Concurrent;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>The shards that live on this silo, and what those that lately did have left.</summary>
/// <remarks>Thread-safe. What a shard left waits as long as an owner's estate.</remarks>
internal sealed class ShardRegistry(RecoveryTimes times, TimeProvider time) : IPredecessors, ILastSnapshotSource
{
    private readonly ConcurrentDictionary<GrainId, SessionShardGrain> _shards = new();
    private readonly EstateTable<SessionRecord[], ISessionShardGrain> _estates = new(times.Estate, time);

    /// <summary>The shards alive now.</summary>
    public IEnumerable<ISessionShardGrain> Shards => _shards.Values.Select(static shard => shard.Self);

    public bool AnyLiving => !_shards.IsEmpty;

    public void Register(GrainId grainId, SessionShardGrain shard) => _shards[grainId] = shard;

    public void Unregister(GrainId grainId, SessionShardGrain shard, SessionRecord[] left, long term)
    {
        _shards.TryRemove(new KeyValuePair<GrainId, SessionShardGrain>(grainId, shard));
        if (left.Length > 0)
        {
            _estates.Add(grainId, left, term, shard.Self);
        }
    }

    public IEnumerable<(GrainId GrainId, Snapshot Snapshot)> TakeLastSnapshots(DateTimeOffset takenAt) => _estates.TakeAll()
        .Select(left => (left.GrainId, new Snapshot { Term = left.Term, IsFinal = true, TakenAt = takenAt, Sessions = left.Estate }));

    /// <summary>The shards that have left sessions which no successor has come for.</summary>
    public IReadOnlyCollection<Func<Task>> FindUnclaimed() => _estates.FindUnclaimed(static shard => shard.WakeAsync());

    /// <summary>Ends a shard that still lives here, and gives its sessions.</summary>
    /// <param name="grainId">The shard.</param>
    public SessionRecord[] HandOver(GrainId grainId)
    {
        var living = _shards.TryGetValue(grainId, out var shard) ? shard.HandOver() : [];
        return _estates.TryTake(grainId, long.MaxValue, out var left) ? [.. left, .. living] : living;
    }
}
