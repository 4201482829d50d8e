namespace RealtimeCluster.Clustering.Gateways;

/// <summary>Finds the nodes that pass asks on to gateways.</summary>
public interface IGatewayRelayClient
{
    /// <summary>Another node than this one and the gateway, each time one at random; <see langword="null"/> if there is none.</summary>
    /// <param name="gateway">The gateway that is to be reached.</param>
    SiloAddress? Pick(SiloAddress gateway);

    /// <summary>The relay of one node.</summary>
    /// <param name="node">Its silo address.</param>
    IGatewayRelayService Get(SiloAddress node);

    /// <summary>Answers when a gateway has answered this node without a relay.</summary>
    /// <param name="gateway">The gateway.</param>
    Task ReachAsync(SiloAddress gateway);
}
