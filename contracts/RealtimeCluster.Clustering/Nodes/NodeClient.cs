using Orleans.Runtime.Services;

namespace RealtimeCluster.Clustering.Nodes;

/// <summary>Calls the nodes of the cluster by their address.</summary>
internal sealed class NodeClient(IServiceProvider services) : GrainServiceClient<INodeService>(services), INodeClient
{
    public INodeService Get(SiloAddress node) => GetGrainService(node);
}
