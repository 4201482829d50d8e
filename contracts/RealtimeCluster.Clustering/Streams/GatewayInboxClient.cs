using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Services;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>Finds the inbox of a gateway among the cluster's grain services, or in this process.</summary>
internal sealed class GatewayInboxClient(IServiceProvider services, ILocalSiloDetails self)
    : GrainServiceClient<IGatewayInboxService>(services), IGatewayInboxClient
{
    // Where silo and gateway are one process there is nothing to call.
    private readonly LocalGatewayInbox? _local = services.GetService<GatewayInbox>() is { } inbox ? new LocalGatewayInbox(inbox) : null;

    public IGatewayInboxService GetInbox(SiloAddress gateway) =>
        _local is not null && gateway.Equals(self.SiloAddress) ? _local : GetGrainService(gateway);
}
