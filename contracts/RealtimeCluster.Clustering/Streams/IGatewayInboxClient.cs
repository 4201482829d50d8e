namespace RealtimeCluster.Clustering.Streams;

/// <summary>Finds the inbox of a gateway.</summary>
public interface IGatewayInboxClient
{
    /// <summary>The inbox of the gateway at <paramref name="gateway"/>.</summary>
    /// <param name="gateway">The gateway's silo address.</param>
    IGatewayInboxService GetInbox(SiloAddress gateway);
}
