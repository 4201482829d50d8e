namespace RealtimeCluster.Clustering.Nodes;

/// <summary>Says how this node is as an owner of channels. Registered on silos.</summary>
public interface IOwnerReporter
{
    /// <summary>Counts.</summary>
    OwnerReport Report();
}
