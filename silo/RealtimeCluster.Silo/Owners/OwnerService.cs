using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Parts;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Channels.HandOver;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Sessions;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Owners;

/// <summary>Hands over the owners and session shards of this silo, and tells of them.</summary>
/// <remarks>Reentrant: the registries are safe for that.</remarks>
[Orleans.Concurrency.Reentrant]
internal sealed class OwnerService(
    GrainId grainId,
    Orleans.Runtime.Silo silo,
    ILoggerFactory loggerFactory,
    OwnerRegistry registry,
    ShardRegistry shards,
    EstatePlaces places,
    IOwnerClient owners,
    ClusterChanges changes,
    ILargeAnswers answers,
    RecoveryTimes times,
    TimeProvider time)
    : GrainService(grainId, silo, loggerFactory), IOwnerService
{
    public async Task<LogEstate?> HandOverAsync(GrainId owner, long term)
    {
        var estate = registry.HandOver(owner, term);
        if (estate is null && registry.FindTerm(owner) is var known && known >= term)
        {
            throw new HigherTermException(known);
        }

        if (places.TryTake(owner, out var silo))
        {
            estate ??= await answers.AskAsync(() => owners.Get(silo).HandOverAsync(owner, term)).WaitAsync(times.Verdict, time);
        }

        return await answers.GiveAsync(estate, estate?.SizeBytes ?? 0);
    }

    public Task ExpectEstateAsync(GrainId owner, SiloAddress silo)
    {
        places.Add(owner, silo);
        return Task.CompletedTask;
    }

    public Task ExpectEstatesAsync()
    {
        changes.Note();
        return Task.CompletedTask;
    }

    public Task<SessionRecord[]> HandOverSessionsAsync(GrainId shard)
    {
        var sessions = shards.HandOver(shard);
        return answers.GiveAsync(sessions, sessions.Sum(static session => session.SizeBytes));
    }

    public Task<OccupiedChannel[]> ListChannelsAsync(string environment, string prefix, string? after, int count) =>
        Task.FromResult(registry.ListChannels(environment, prefix, after, count));
}
