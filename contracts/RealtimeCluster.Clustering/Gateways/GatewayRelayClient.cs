using Orleans.Runtime.Services;
using RealtimeCluster.Clustering.Nodes;

namespace RealtimeCluster.Clustering.Gateways;

/// <summary>Calls relays by their address.</summary>
internal sealed class GatewayRelayClient(IServiceProvider services, ClusterNodes nodes, ILocalSiloDetails self)
    : GrainServiceClient<IGatewayRelayService>(services), IGatewayRelayClient
{
    public IReadOnlyList<SiloAddress> GetOthers() =>
        [.. nodes.GetOwners().Union(nodes.GetGateways()).Where(node => !node.Equals(self.SiloAddress)).Order()];

    public SiloAddress? Pick(SiloAddress node)
    {
        SiloAddress[] relays = [.. GetOthers().Where(other => !other.Equals(node))];
        return relays.Length == 0 ? null : relays[Random.Shared.Next(relays.Length)];
    }

    public IGatewayRelayService Get(SiloAddress node) => GetGrainService(node);

    public async Task ReachAsync(SiloAddress node)
    {
        try
        {
            await Get(node).PingAsync();
        }
        catch (Exception exception) when (!CallFaults.MayPass(exception))
        {
            // It has answered, if only that it does not know the question: an older one.
        }
    }
}
