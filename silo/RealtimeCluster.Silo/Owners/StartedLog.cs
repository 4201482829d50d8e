using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Log;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Owners;

/// <summary>The log an owner begins with, and where it comes from.</summary>
/// <param name="Log">The log.</param>
/// <param name="Assertions">What the gateways hold of it.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="IsProven">Whether it goes on with all that anybody saw.</param>
internal sealed record StartedLog(ChannelLog Log, IReadOnlyCollection<GatewayAssertion> Assertions, StartedLog.Source Origin, bool IsProven)
{
    /// <summary>Where a log comes from.</summary>
    internal enum Source
    {
        /// <summary>Nobody knows it.</summary>
        New,

        /// <summary>From a predecessor that still lives, or from what the gateways hold.</summary>
        Cluster,

        /// <summary>From a snapshot.</summary>
        Storage,
    }

    // Clocks that are ahead by different times may answer one after the other.
    private const int MaxAttempts = 3;

    /// <summary>
    /// Asks silos for a predecessor and gateways for what they hold, those that may have something. What they prove is newer than storage, which is asked only when
    /// nobody proves anything.
    /// </summary>
    /// <param name="services">What owners share.</param>
    /// <param name="owner">The owner that starts.</param>
    /// <param name="key">Its log.</param>
    /// <param name="durable">Its place in storage, if it has one.</param>
    /// <param name="claim">Keeps what a predecessor handed over until the owner has started.</param>
    /// <param name="deadline">Until when it must have started.</param>
    public static async Task<StartedLog> StartAsync(
        ChannelOwnerServices services, GrainId owner, ChannelKey key, DurableState? durable, EstateClaim claim, StartDeadline deadline)
    {
        var (term, estate, gathered) = await GatherAsync(services, owner, key, claim, deadline.Before(services.Starts.ForStorage));
        var (assertions, tails, isComplete) = gathered;
        var recovered = estate is null ? LogRecovery.Recover(assertions, tails) : null;
        var isProven = estate is not null || (isComplete && recovered is { IsProven: true });
        var stored = isProven || durable is null ? null : await durable.LoadAsync(term, deadline);
        var continues = false;
        LogEstate? restored = null;
        if (stored is { Snapshot.Log: { } log, IsClaimed: var isClaimed })
        {
            restored = recovered is null
                ? SnapshotRecovery.Recover(log, isClaimed, isComplete, services.NextLife(), out continues)
                : (continues = SnapshotRecovery.Proves(log, isClaimed, isComplete, recovered)) ? log : null;
        }

        term = Math.Max(term, assertions.Select(static assertion => assertion.Term + 1).DefaultIfEmpty().Max());
        term = Math.Max(term, stored?.Snapshot.Term + 1 ?? 0);
        var started = (estate ?? restored, recovered) switch
        {
            ({ } left, _) => new ChannelLog(key.Kind, left, term, services.CreateTail()),
            (_, null) => new ChannelLog(key.Kind, services.NextLife(), term, services.CreateTail()),
            _ when isProven => new ChannelLog(key.Kind, recovered, term, services.CreateTail(), assertions),
            _ => new ChannelLog(key.Kind, recovered.InNewEpoch(Math.Max(services.NextLife(), recovered.Epoch + 1)), term, services.CreateTail(), assertions),
        };
        return restored is not null ? new StartedLog(started, assertions, Source.Storage, continues)
            : new StartedLog(started, assertions, estate is null && recovered is null ? Source.New : Source.Cluster, isProven);
    }

    // A predecessor, or who fenced the gateways, may have had a clock that is ahead: what a lower term asks for it is not given, and what it fences is not
    // fenced. An owner that only began later than this one has no such clock, and goes on.
    private static async Task<(long Term, LogEstate? Estate, GatheredLog Gathered)> GatherAsync(
        ChannelOwnerServices services, GrainId owner, ChannelKey key, EstateClaim claim, StartDeadline deadline)
    {
        using var place = await services.Starts.EnterAsync(deadline);
        LogEstate? estate = null;
        var term = services.NextLife();
        for (var attempt = 1; ; attempt++)
        {
            var refusedBy = 0L;
            if (estate is null)
            {
                refusedBy = await services.Gatherer.GatherEstateAsync(owner, term, claim, deadline);
                estate = claim.Estate;
            }

            var gathered = await services.Gatherer.GatherAsync(key, term, needsEvents: estate is null, deadline);
            if (estate is not null && LogRecovery.IsOutdated(estate, gathered.Assertions))
            {
                // One that rested where nobody could be asked for a while: others went on without it.
                estate = null;
                gathered = await services.Gatherer.GatherAsync(key, term, needsEvents: true, deadline);
            }

            var highest = gathered.Assertions.Select(static assertion => assertion.Term).Append(refusedBy).Max();
            if (highest <= term || !services.Clock.IsAhead(highest) || attempt == MaxAttempts)
            {
                return (term, estate, gathered);
            }

            term = services.Clock.NextLifeAfter(highest);
        }
    }
}
