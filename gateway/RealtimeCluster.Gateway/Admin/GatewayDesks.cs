using Orleans.Runtime.Services;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Calls the desks of gateways by their address.</summary>
internal sealed class GatewayDesks(IServiceProvider services) : GrainServiceClient<IGatewayDesk>(services), IGatewayDesks
{
    public IGatewayDesk Get(SiloAddress gateway) => GetGrainService(gateway);
}
