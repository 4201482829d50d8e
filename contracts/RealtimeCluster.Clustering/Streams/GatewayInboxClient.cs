using Orleans.Runtime.Services;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>Finds the inbox of a gateway among the cluster's grain services.</summary>
internal sealed class GatewayInboxClient(IServiceProvider services)
    : GrainServiceClient<IGatewayInboxService>(services), IGatewayInboxClient
{
    public IGatewayInboxService GetInbox(SiloAddress gateway) => GetGrainService(gateway);
}
