using Orleans.Services;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>Where a gateway takes batches from the silos. Addressed by the gateway's silo address, so only that life of it answers.</summary>
public interface IGatewayInboxService : IGrainService
{
    /// <summary>Takes a batch.</summary>
    /// <remarks>Completes when there was room for it; until then the sender keeps the rest of its outbox. A repeated batch is taken once.</remarks>
    /// <param name="batch">The batch.</param>
    [Alias("Deliver")]
    Task DeliverAsync(OutboxBatch batch);
}
