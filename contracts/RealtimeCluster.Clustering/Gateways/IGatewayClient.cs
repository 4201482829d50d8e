namespace RealtimeCluster.Clustering.Gateways;

/// <summary>Finds the gateways of the cluster.</summary>
public interface IGatewayClient
{
    /// <summary>The gateways that are alive as far as this node knows.</summary>
    IReadOnlyList<SiloAddress> GetLive();

    /// <summary>One gateway.</summary>
    /// <param name="gateway">Its silo address.</param>
    IGatewayService Get(SiloAddress gateway);
}
