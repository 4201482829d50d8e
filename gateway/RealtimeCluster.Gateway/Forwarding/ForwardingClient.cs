using Orleans.Runtime.Services;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>Finds the forwarding service of a gateway among the cluster's grain services.</summary>
internal sealed class ForwardingClient(IServiceProvider services) : GrainServiceClient<IForwardingService>(services), IForwardingClient
{
    public IForwardingService Get(SiloAddress gateway) => GetGrainService(gateway);
}
