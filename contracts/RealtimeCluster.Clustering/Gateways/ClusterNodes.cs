namespace RealtimeCluster.Clustering.Gateways;

/// <summary>The living nodes of the cluster by what they are, which shows in the grains they host.</summary>
/// <param name="membership">Who is alive.</param>
/// <param name="manifests">Who hosts what.</param>
/// <remarks>A node that died no longer says what it was. Thread-safe.</remarks>
public sealed class ClusterNodes(IClusterMembershipService membership, IClusterManifestProvider manifests)
{
    private static readonly GrainType StreamConsumer = GrainType.Create("realtime.gateway-stream");
    private static readonly GrainType ChannelOwner = GrainType.Create("realtime.channel");

    /// <summary>Those that own sockets.</summary>
    public IReadOnlyList<SiloAddress> GetGateways() => GetLive(StreamConsumer);

    /// <summary>Those that own channels and session shards.</summary>
    public IReadOnlyList<SiloAddress> GetOwners() => GetLive(ChannelOwner);

    private IReadOnlyList<SiloAddress> GetLive(GrainType hosted)
    {
        var silos = manifests.Current.Silos;
        return [.. membership.CurrentSnapshot.Members.Values
            .Where(static member => member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping)
            .Select(static member => member.SiloAddress)
            .Where(silo => silos.TryGetValue(silo, out var manifest) && manifest.Grains.ContainsKey(hosted))];
    }
}
