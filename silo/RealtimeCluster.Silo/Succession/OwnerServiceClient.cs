using Orleans.Runtime.Services;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Silo.Channels.HandOver;

namespace RealtimeCluster.Silo.Succession;

/// <summary>Calls the silos that own channels by their address.</summary>
internal sealed class OwnerServiceClient(IServiceProvider services, ClusterNodes nodes, ISiloStatusOracle silos) : GrainServiceClient<IOwnerService>(services), IOwnerClient
{
    public IReadOnlyList<SiloAddress> GetLive() => nodes.GetOwners();

    public IReadOnlyList<SiloAddress> GetHomes() => [.. nodes.GetOwners().Where(silo => silos.GetApproximateSiloStatus(silo) == SiloStatus.Active)];

    // Where all stop, each keeps what is its own.
    public SiloAddress FindHome(GrainId owner) => GetHomes() is { Count: > 0 } homes ? OwnerHome.Find(owner, homes) : silos.SiloAddress;

    public IOwnerService Get(SiloAddress silo) => GetGrainService(silo);
}
