using Microsoft.Extensions.Logging;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>Receives batches on a gateway and puts them into its <see cref="GatewayInbox"/>.</summary>
/// <remarks>
/// Reentrant, so that one sender that waits for room does not keep the others from waiting too; the inbox is safe for that,
/// and each sender has one call in flight, which keeps its batches in order.
/// </remarks>
[Orleans.Concurrency.Reentrant]
internal sealed class GatewayInboxService(GrainId grainId, Silo silo, ILoggerFactory loggerFactory, GatewayInbox inbox)
    : GrainService(grainId, silo, loggerFactory), IGatewayInboxService
{
    public Task DeliverAsync(OutboxBatch batch) => inbox.WriteAsync(batch);
}
