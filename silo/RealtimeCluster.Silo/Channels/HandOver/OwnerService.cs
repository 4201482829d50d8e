using Microsoft.Extensions.Logging;

namespace RealtimeCluster.Silo.Channels.HandOver;

/// <summary>Hands over the owners of this silo.</summary>
/// <remarks>Reentrant: the registry is safe for that.</remarks>
[Orleans.Concurrency.Reentrant]
internal sealed class OwnerService(GrainId grainId, Orleans.Runtime.Silo silo, ILoggerFactory loggerFactory, OwnerRegistry registry)
    : GrainService(grainId, silo, loggerFactory), IOwnerService
{
    public Task<LogEstate?> HandOverAsync(GrainId owner, long term) => Task.FromResult(registry.HandOver(owner, term));
}
