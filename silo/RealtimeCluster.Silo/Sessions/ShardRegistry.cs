using System.Collections.Concurrent;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>The shards that live on this silo, for those that have to tell all of them something.</summary>
internal sealed class ShardRegistry
{
    private readonly ConcurrentDictionary<GrainId, ISessionShardGrain> _shards = new();

    /// <summary>The shards alive now.</summary>
    public IEnumerable<ISessionShardGrain> Shards => _shards.Values;

    public void Register(GrainId grainId, ISessionShardGrain shard) => _shards[grainId] = shard;

    public void Unregister(GrainId grainId) => _shards.TryRemove(grainId, out _);
}
