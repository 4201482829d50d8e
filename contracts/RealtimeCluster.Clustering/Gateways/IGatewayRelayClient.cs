namespace RealtimeCluster.Clustering.Gateways;

/// <summary>Finds the nodes that pass asks on to others.</summary>
public interface IGatewayRelayClient
{
    /// <summary>All living nodes but this one, in the same order each time while nothing changes.</summary>
    IReadOnlyList<SiloAddress> GetOthers();

    /// <summary>Another node than this one and the one to be reached, each time one at random; <see langword="null"/> if there is none.</summary>
    /// <param name="node">The node that is to be reached.</param>
    SiloAddress? Pick(SiloAddress node);

    /// <summary>The relay of one node.</summary>
    /// <param name="node">Its silo address.</param>
    IGatewayRelayService Get(SiloAddress node);

    /// <summary>Answers when a node has answered this one without a relay.</summary>
    /// <param name="node">The node.</param>
    Task ReachAsync(SiloAddress node);
}
