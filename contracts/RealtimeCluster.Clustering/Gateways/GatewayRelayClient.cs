using Orleans.Runtime.Services;

namespace RealtimeCluster.Clustering.Gateways;

/// <summary>Calls relays by their address.</summary>
internal sealed class GatewayRelayClient(IServiceProvider services, ClusterNodes nodes, IGatewayClient gateways, ILocalSiloDetails self)
    : GrainServiceClient<IGatewayRelayService>(services), IGatewayRelayClient
{
    public SiloAddress? Pick(SiloAddress gateway)
    {
        SiloAddress[] others = [.. nodes.GetOwners().Union(nodes.GetGateways()).Where(node => !node.Equals(gateway) && !node.Equals(self.SiloAddress))];
        return others.Length == 0 ? null : others[Random.Shared.Next(others.Length)];
    }

    public IGatewayRelayService Get(SiloAddress node) => GetGrainService(node);

    public Task ReachAsync(SiloAddress gateway) => GatewayRelayService.ReachAsync(gateways.Get(gateway));
}
