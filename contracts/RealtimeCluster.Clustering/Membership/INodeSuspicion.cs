namespace RealtimeCluster.Clustering.Membership;

/// <summary>Told of nodes that calls to them failed, so that one that is gone need not wait for its probes to be missed.</summary>
public interface INodeSuspicion
{
    /// <summary>A call to a node failed. Returns at once; what is found out is done in the background. Thread-safe.</summary>
    /// <param name="node">The node.</param>
    void Suspect(SiloAddress node);
}
