using Orleans.Runtime.Services;

namespace RealtimeCluster.Clustering.Parts;

/// <summary>Calls the nodes that keep large answers by their address.</summary>
internal sealed class PartClient(IServiceProvider services) : GrainServiceClient<IPartService>(services), IPartClient
{
    public IPartService Get(SiloAddress node) => GetGrainService(node);
}
