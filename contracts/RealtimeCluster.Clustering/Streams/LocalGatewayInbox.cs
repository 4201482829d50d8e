namespace RealtimeCluster.Clustering.Streams;

/// <summary>The inbox of this process itself.</summary>
internal sealed class LocalGatewayInbox(GatewayInbox inbox) : IGatewayInboxService
{
    public Task DeliverAsync(OutboxBatch batch) => inbox.WriteAsync(batch);
}
