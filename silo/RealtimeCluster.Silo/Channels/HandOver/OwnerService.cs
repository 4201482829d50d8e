using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Sessions;

namespace RealtimeCluster.Silo.Channels.HandOver;

/// <summary>Hands over the owners and session shards of this silo, and tells of them.</summary>
/// <remarks>Reentrant: the registries are safe for that.</remarks>
[Orleans.Concurrency.Reentrant]
internal sealed class OwnerService(GrainId grainId, Orleans.Runtime.Silo silo, ILoggerFactory loggerFactory, OwnerRegistry registry, ShardRegistry shards)
    : GrainService(grainId, silo, loggerFactory), IOwnerService
{
    public Task<LogEstate?> HandOverAsync(GrainId owner, long term)
    {
        var estate = registry.HandOver(owner, term);
        return estate is null && registry.FindTerm(owner) is var known && known >= term
            ? Task.FromException<LogEstate?>(new HigherTermException(known))
            : Task.FromResult(estate);
    }

    public Task<SessionRecord[]> HandOverSessionsAsync(GrainId shard) => Task.FromResult(shards.HandOver(shard));

    public Task<OccupiedChannel[]> ListChannelsAsync(string environment, string prefix, string? after, int count) =>
        Task.FromResult(registry.ListChannels(environment, prefix, after, count));
}
