using Orleans.Runtime.Services;

namespace RealtimeCluster.Clustering.Gateways;

/// <summary>Calls gateways by their address.</summary>
internal sealed class GatewayClient(IServiceProvider services, ClusterNodes nodes) : GrainServiceClient<IGatewayService>(services), IGatewayClient
{
    public IReadOnlyList<SiloAddress> GetLive() => nodes.GetGateways();

    public IGatewayService Get(SiloAddress gateway) => GetGrainService(gateway);
}
