using System.Collections.Concurrent;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Channels.HandOver;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>The shards that live on this silo, and what those that lately did have left.</summary>
/// <remarks>Thread-safe. There are few shards, so what one left is kept until another one of the same number leaves.</remarks>
internal sealed class ShardRegistry : IPredecessors
{
    private readonly ConcurrentDictionary<GrainId, SessionShardGrain> _shards = new();
    private readonly ConcurrentDictionary<GrainId, Left> _left = new();

    /// <summary>The shards alive now.</summary>
    public IEnumerable<ISessionShardGrain> Shards => _shards.Values.Select(static shard => shard.Self);

    public void Register(GrainId grainId, SessionShardGrain shard) => _shards[grainId] = shard;

    public void Unregister(GrainId grainId, SessionShardGrain shard, SessionRecord[] left, long term)
    {
        _shards.TryRemove(new KeyValuePair<GrainId, SessionShardGrain>(grainId, shard));
        if (left.Length > 0)
        {
            _left[grainId] = new Left(left, shard.Self, term);
        }
    }

    /// <summary>Takes what nobody came for: from now on it is not handed over.</summary>
    public IEnumerable<(GrainId GrainId, SessionRecord[] Sessions, long Term)> TakeLeft()
    {
        foreach (var grainId in _left.Keys)
        {
            if (_left.TryRemove(grainId, out var left))
            {
                yield return (grainId, left.Sessions, left.Term);
            }
        }
    }

    /// <summary>The shards that have left sessions which no successor has come for.</summary>
    public IReadOnlyCollection<Func<Task>> FindUnclaimed() => [.. _left.Values.Select(static left => (Func<Task>)left.Shard.WakeAsync)];

    /// <summary>Ends a shard that still lives here, and gives its sessions.</summary>
    /// <param name="grainId">The shard.</param>
    public SessionRecord[] HandOver(GrainId grainId)
    {
        var living = _shards.TryGetValue(grainId, out var shard) ? shard.HandOver() : [];
        return _left.TryRemove(grainId, out var left) ? [.. left.Sessions, .. living] : living;
    }

    private sealed record Left(SessionRecord[] Sessions, ISessionShardGrain Shard, long Term);
}
