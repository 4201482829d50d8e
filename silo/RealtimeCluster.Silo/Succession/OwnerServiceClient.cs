using Orleans.Runtime.Services;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Silo.Channels.HandOver;

namespace RealtimeCluster.Silo.Succession;

/// <summary>Calls the silos that own channels by their address.</summary>
internal sealed class OwnerServiceClient(IServiceProvider services, ClusterNodes nodes) : GrainServiceClient<IOwnerService>(services), IOwnerClient
{
    public IReadOnlyList<SiloAddress> GetLive() => nodes.GetOwners();

    public IOwnerService Get(SiloAddress silo) => GetGrainService(silo);
}
