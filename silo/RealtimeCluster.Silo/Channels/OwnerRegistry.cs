using System.Collections.Concurrent;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Channels;

/// <summary>The owners that live on this silo, for those that have to tell all of them something.</summary>
internal sealed class OwnerRegistry
{
    private readonly ConcurrentDictionary<GrainId, IChannelOwner> _owners = new();

    /// <summary>The owners alive now.</summary>
    public IEnumerable<IChannelOwner> Owners => _owners.Values;

    public void Register(GrainId grainId, IChannelOwner owner) => _owners[grainId] = owner;

    public void Unregister(GrainId grainId) => _owners.TryRemove(grainId, out _);
}
