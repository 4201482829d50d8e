namespace RealtimeCluster.Clustering.Nodes;

/// <summary>Finds the node service of a silo or gateway.</summary>
public interface INodeClient
{
    /// <summary>The service of one node.</summary>
    /// <param name="node">Its silo address; a silo that is none of this cluster's own, such as a business silo, has no such service.</param>
    INodeService Get(SiloAddress node);
}
