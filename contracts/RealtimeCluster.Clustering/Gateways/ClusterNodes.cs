using System.Collections.Concurrent;

namespace RealtimeCluster.Clustering.Gateways;

/// <summary>The living nodes of the cluster by what they are, which shows in the grains they host.</summary>
/// <param name="membership">Who is alive.</param>
/// <param name="manifests">Who hosts what, of the active nodes only.</param>
/// <remarks>
/// A node that stops in good order leaves the manifest before it hands over what it has, so what a node was is remembered until it is gone. A node that
/// died no longer says what it was. Thread-safe.
/// </remarks>
public sealed class ClusterNodes(IClusterMembershipService membership, IClusterManifestProvider manifests)
{
    private static readonly GrainType StreamConsumer = GrainType.Create("realtime.gateway-stream");
    private static readonly GrainType ChannelOwner = GrainType.Create("realtime.channel");

    private readonly ConcurrentDictionary<SiloAddress, (bool IsGateway, bool IsOwner)> _known = new();

    /// <summary>Those that own sockets.</summary>
    public IReadOnlyList<SiloAddress> GetGateways() => GetLive(static known => known.IsGateway);

    /// <summary>Those that own channels and session shards.</summary>
    public IReadOnlyList<SiloAddress> GetOwners() => GetLive(static known => known.IsOwner);

    /// <summary>Takes note of what the nodes are, as long as they say so; and forgets those that are gone.</summary>
    internal void Learn()
    {
        foreach (var (silo, manifest) in manifests.Current.Silos)
        {
            _known.TryAdd(silo, (manifest.Grains.ContainsKey(StreamConsumer), manifest.Grains.ContainsKey(ChannelOwner)));
        }

        var members = membership.CurrentSnapshot.Members;
        foreach (var (silo, _) in _known)
        {
            if (!members.TryGetValue(silo, out var member) || member.Status == SiloStatus.Dead)
            {
                _known.TryRemove(silo, out _);
            }
        }
    }

    private IReadOnlyList<SiloAddress> GetLive(Func<(bool IsGateway, bool IsOwner), bool> fits)
    {
        Learn();
        return [.. membership.CurrentSnapshot.Members.Values
            .Where(static member => member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping)
            .Select(static member => member.SiloAddress)
            .Where(silo => _known.TryGetValue(silo, out var known) && fits(known))];
    }
}
