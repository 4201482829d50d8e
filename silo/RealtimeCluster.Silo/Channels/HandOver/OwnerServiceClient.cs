using Orleans.Runtime.Services;

namespace RealtimeCluster.Silo.Channels.HandOver;

/// <summary>Finds the silos that own channels.</summary>
internal sealed class OwnerServiceClient(IServiceProvider services, IClusterMembershipService membership, IClusterManifestProvider manifests)
    : GrainServiceClient<IOwnerService>(services)
{
    private static readonly GrainType Owner = GrainType.Create("realtime.channel");

    /// <summary>The silos that are alive as far as this one knows.</summary>
    public IReadOnlyList<SiloAddress> GetLive()
    {
        var silos = manifests.Current.Silos;
        return [.. membership.CurrentSnapshot.Members.Values
            .Where(static member => member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping)
            .Select(static member => member.SiloAddress)
            .Where(silo => silos.TryGetValue(silo, out var manifest) && manifest.Grains.ContainsKey(Owner))];
    }

    /// <summary>The service of one silo.</summary>
    public IOwnerService Get(SiloAddress silo) => GetGrainService(silo);
}
