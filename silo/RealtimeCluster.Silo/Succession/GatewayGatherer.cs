using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Parts;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Silo.Succession;

/// <summary>
/// Asks all gateways what they hold, and all silos for an owner that still lives, for an owner or shard that starts and may be a successor. Only the home of an owner is asked when
/// the cluster has not changed for so long that nothing else can be left, see <see cref="ClusterChanges"/>: so a new channel costs the same in a cluster of any size.
/// </summary>
internal sealed partial class GatewayGatherer(
    GatewayAsks gateways,
    IOwnerClient owners,
    ISiloStatusOracle silos,
    GatewayDeaths deaths,
    ClusterChanges changes,
    MembershipCheck membership,
    ILargeAnswers large,
    RecoveryTimes times,
    ILogger<GatewayGatherer> logger)
{
    // Between what a gateway says it has and the reading of it, it may die, or age take some of it away.
    private const int MaxAttempts = 3;

    /// <summary>What the gateways hold of a log.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="term">The term of the owner that asks.</param>
    /// <param name="needsEvents">Whether it needs events, which are by far the most of it.</param>
    /// <param name="deadline">Until when it must be done.</param>
    public async Task<GatheredLog> GatherAsync(ChannelKey channel, long term, bool needsEvents, StartDeadline deadline)
    {
        if (!changes.AreGatewaysConcerned)
        {
            return GatheredLog.Unasked;
        }

        for (var attempt = 1; ; attempt++)
        {
            var described = await AskAllAsync(gateways.GetLive(), gateway => gateways.DescribeLogAsync(gateway, channel, term, needsEvents), deadline);
            GatewayAssertion[] assertions = [.. described.Answers.OfType<GatewayAssertion>()];
            var (tails, isWhole) = needsEvents ? await ReadTailsAsync(channel, TailRange.Cover(assertions), deadline) : ([], true);
            if (isWhole || attempt == MaxAttempts || deadline.Left == TimeSpan.Zero)
            {
                return new GatheredLog(assertions, tails, described.IsComplete && isWhole && !deaths.AnyLately);
            }
        }
    }

    /// <summary>Whether a gateway of a former life of the cluster is still, or again, one of it.</summary>
    /// <param name="gateway">The gateway.</param>
    public bool IsLive(GatewayId gateway) => gateways.GetLive().Contains(gateway.Address);

    /// <summary>The sessions that gateways hold.</summary>
    /// <param name="shard">The shard that asks.</param>
    /// <param name="deadline">Until when it must be done.</param>
    /// <exception cref="RealtimeUnavailableException">
    /// A gateway that lives does not answer. What others say of the sessions that it holds may be old, and whoever claimed one by that would not find the connection
    /// that goes on with it.
    /// </exception>
    public async Task<IEnumerable<SessionRecord>> GatherSessionsAsync(int shard, StartDeadline deadline)
    {
        var silent = new ConcurrentBag<SiloAddress>();
        var (answers, _) = await AskAllAsync(gateways.GetLive(), gateway => gateways.DescribeSessionsAsync(gateway, shard), deadline, silent.Add);

        // One that stops has let its clients go, or is about to be gone.
        if (silent.Any(gateway => silos.GetApproximateSiloStatus(gateway) == SiloStatus.Active))
        {
            throw new RealtimeUnavailableException();
        }

        return answers.SelectMany(static sessions => sessions);
    }

    /// <summary>What an owner knows that still lives somewhere, or lately did.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="term">The term of the one that asks.</param>
    /// <param name="claim">Is given what they hand over.</param>
    /// <param name="deadline">Until when it must be done.</param>
    /// <returns>The highest term of those that do not hand over since theirs is not lower; 0 when there is none.</returns>
    /// <remarks>In a cluster that has not changed for a while only the home of the owner can have something, and of the others nobody is asked.</remarks>
    public async Task<long> GatherEstateAsync(GrainId owner, long term, EstateClaim claim, StartDeadline deadline)
    {
        if (!changes.AreGatewaysConcerned)
        {
            await membership.ConfirmAsync().WaitAsync(deadline.Abandoned);
        }

        var asked = changes.AreSilosConcerned ? owners.GetLive() : [owners.FindHome(owner)];
        var (refusals, isComplete) = await AskAllAsync(asked, silo => AskForEstateAsync(silo, owner, term, claim), deadline);
        if (!isComplete)
        {
            // It hangs or dies, which is a change before anybody says so.
            changes.Note();
        }

        return refusals.DefaultIfEmpty().Max();
    }

    /// <summary>The sessions of a former activation of a shard that still lives somewhere, or lately did.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="deadline">Until when it must be done.</param>
    public async Task<IEnumerable<SessionRecord>> GatherFormerSessionsAsync(GrainId shard, StartDeadline deadline) =>
        (await AskAllAsync(owners.GetLive(), silo => owners.Get(silo).HandOverSessionsAsync(shard), deadline)).Answers.SelectMany(static sessions => sessions);

    // What comes when nobody waits for it any more is not lost either.
    private async Task<long> AskForEstateAsync(SiloAddress silo, GrainId owner, long term, EstateClaim claim)
    {
        try
        {
            if (await large.AskAsync(() => owners.Get(silo).HandOverAsync(owner, term)) is { } estate)
            {
                claim.Add(estate);
            }

            return 0;
        }
        catch (HigherTermException exception)
        {
            return exception.Term;
        }
    }

    private async Task<(IReadOnlyCollection<ChannelEvent[]> Tails, bool IsWhole)> ReadTailsAsync(
        ChannelKey channel, IReadOnlyList<TailRange> ranges, StartDeadline deadline)
    {
        var (tails, isComplete) = await AskAllAsync(
            ranges,
            static range => range.Gateway.Address,
            range => gateways.ReadTailAsync(range.Gateway.Address, channel, range.From, range.To),
            deadline);
        return (tails, isComplete && tails.Sum(static tail => (long)tail.Length) == ranges.Sum(static range => range.Count));
    }

    private Task<(List<T> Answers, bool IsComplete)> AskAllAsync<T>(
        IReadOnlyList<SiloAddress> nodes, Func<SiloAddress, Task<T>> ask, StartDeadline deadline, Action<SiloAddress>? onSilent = null) =>
        AskAllAsync(nodes, static address => address, ask, deadline, onSilent);

    private async Task<(List<TAnswer> Answers, bool IsComplete)> AskAllAsync<TPart, TAnswer>(
        IReadOnlyList<TPart> parts,
        Func<TPart, SiloAddress> place,
        Func<TPart, Task<TAnswer>> ask,
        StartDeadline deadline,
        Action<SiloAddress>? onSilent = null)
    {
        var isComplete = true;
        var asked = parts.Select(async part =>
        {
            try
            {
                return (IsAnswered: true, Answer: await large.AskAsync(() => ask(part)).WaitAsync(deadline.AtMost(times.Gather), deadline.Abandoned));
            }
            catch (Exception exception) when (!deadline.Abandoned.IsCancellationRequested)
            {
                onSilent?.Invoke(place(part));
                Log.NodeSilent(logger, place(part), silos.GetApproximateSiloStatus(place(part)), exception);
                return (IsAnswered: false, Answer: default(TAnswer)!);
            }
        }).ToArray();
        var answers = new List<TAnswer>(asked.Length);
        foreach (var (isAnswered, answer) in await Task.WhenAll(asked))
        {
            isComplete &= isAnswered;
            if (isAnswered)
            {
                answers.Add(answer);
            }
        }

        return (answers, isComplete);
    }
}
