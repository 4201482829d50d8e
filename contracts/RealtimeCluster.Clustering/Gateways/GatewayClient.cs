using Orleans.Runtime.Services;

namespace RealtimeCluster.Clustering.Gateways;

/// <summary>Finds gateways among the nodes: a gateway is a node that has the consumer of a gateway's stream.</summary>
internal sealed class GatewayClient(IServiceProvider services, IClusterMembershipService membership, IClusterManifestProvider manifests)
    : GrainServiceClient<IGatewayService>(services), IGatewayClient
{
    private static readonly GrainType StreamConsumer = GrainType.Create("realtime.gateway-stream");

    public IReadOnlyList<SiloAddress> GetLive()
    {
        var silos = manifests.Current.Silos;
        return [.. membership.CurrentSnapshot.Members.Values
            .Where(static member => member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping)
            .Select(static member => member.SiloAddress)
            .Where(silo => silos.TryGetValue(silo, out var manifest) && manifest.Grains.ContainsKey(StreamConsumer))];
    }

    public IGatewayService Get(SiloAddress gateway) => GetGrainService(gateway);
}
