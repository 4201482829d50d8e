namespace RealtimeCluster.Contracts.Client;

/// <summary>What the completion of a send means.</summary>
public enum SendAcknowledgement
{
    /// <summary>
    /// The event is held by two processes, the owner and a gateway, so that either may die. One call more than <see cref="Fast"/>; needs
    /// a gateway in the cluster.
    /// </summary>
    Held,

    /// <summary>The event is held by the owner. Should that die at once, the event may be gone although it was acknowledged.</summary>
    Fast,
}
