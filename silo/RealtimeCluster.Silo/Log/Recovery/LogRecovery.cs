using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Silo.Log.Recovery;

/// <summary>Puts a log together again from what the gateways hold of it, after its owner died.</summary>
/// <remarks>
/// Pure. It rests on two facts: every event that any client saw, or that was acknowledged to its publisher, is held by the gateway
/// that showed or acknowledged it; and a stream brings a gateway the events of a log in order. So what no gateway holds, nobody
/// knows of: it may be given up, and the batch it came from is sent again, for it was not answered.
/// </remarks>
public static class LogRecovery
{
    /// <summary>The epoch that a successor goes on from: the last that any gateway has heard of; 0 when none has.</summary>
    /// <param name="assertions">One for each gateway that answered.</param>
    public static long FindEpoch(IReadOnlyCollection<GatewayAssertion> assertions) => assertions
        .Select(static assertion => Math.Max(Math.Max(assertion.Position.Epoch, assertion.AcknowledgedEpoch), assertion.PastEpoch))
        .DefaultIfEmpty()
        .Max();

    /// <summary>Whether an owner left less than is known by now: a later one has spoken to a gateway since, or a gateway of a version that does not say so has seen more.</summary>
    /// <param name="estate">What the owner left.</param>
    /// <param name="assertions">One for each gateway that answered.</param>
    public static bool IsOutdated(LogEstate estate, IEnumerable<GatewayAssertion> assertions)
    {
        ArgumentNullException.ThrowIfNull(estate);
        return assertions.Any(assertion => assertion.HeardTerm > estate.Term
            || assertion.Position.Epoch > estate.Epoch
            || (assertion.Position.Epoch == estate.Epoch && assertion.Position.Offset > estate.LastOffset));
    }

    /// <summary>Merges assertions of one log.</summary>
    /// <param name="assertions">One for each gateway that answered.</param>
    /// <param name="tails">What was read of <see cref="TailRange.Cover"/>.</param>
    /// <returns><see langword="null"/> when none of them knows of an owner: the log is new.</returns>
    public static RecoveredLog? Recover(IReadOnlyCollection<GatewayAssertion> assertions, IReadOnlyCollection<ChannelEvent[]> tails)
    {
        ArgumentNullException.ThrowIfNull(assertions);
        ArgumentNullException.ThrowIfNull(tails);
        var epoch = FindEpoch(assertions);
        if (epoch == 0)
        {
            return null;
        }

        var events = new SortedDictionary<long, ChannelEvent>();
        foreach (var tail in tails)
        {
            TryAdd(events, tail);
        }

        var streamed = 0L;
        var isConsistent = true;
        foreach (var assertion in assertions.Where(assertion => assertion.Position.Epoch == epoch))
        {
            streamed = Math.Max(streamed, assertion.Position.Offset);
            isConsistent &= Holds(events, assertion);
        }

        foreach (var assertion in assertions.Where(assertion => assertion.AcknowledgedEpoch == epoch))
        {
            isConsistent &= TryAdd(events, assertion.Acknowledged);
        }

        foreach (var assertion in assertions.Where(assertion => assertion.PastEpoch == epoch))
        {
            isConsistent &= TryAdd(events, assertion.Past);
        }

        foreach (var assertion in assertions.Where(assertion => assertion.AcknowledgedEpoch != epoch))
        {
            // A log that began a new epoch went on with the events it knew of: what was acknowledged before stands where it stood.
            TryAdd(events, assertion.Acknowledged);
        }

        var last = events.Count == 0 ? streamed : Math.Max(streamed, events.Keys.Last());
        for (var offset = streamed + 1; offset < last; offset++)
        {
            if (!events.ContainsKey(offset))
            {
                events.Add(offset, new ChannelEvent { Kind = ChannelEventKind.Void, Offset = offset });
            }
        }

        return new RecoveredLog
        {
            Epoch = epoch,
            LastOffset = last,
            Tail = TakeDenseEnd(events, last),
            Members = new MemberRecovery(assertions, epoch, last).Replay(events.Values),
            Batches = FindBatches(events.Values),
            IsProven = isConsistent && assertions.Any(assertion => assertion.Position.Epoch == epoch),
        };
    }

    // Each gateway's events were read from one gateway at least: they are the same if the digests are.
    private static bool Holds(SortedDictionary<long, ChannelEvent> events, GatewayAssertion assertion)
    {
        var digest = default(TailDigest);
        for (var offset = assertion.TailStart; offset <= assertion.Position.Offset; offset++)
        {
            if (!events.TryGetValue(offset, out var channelEvent))
            {
                return false;
            }

            digest.Add(channelEvent);
        }

        return digest.Value == assertion.TailDigest;
    }

    private static bool TryAdd(SortedDictionary<long, ChannelEvent> events, ChannelEvent[] added)
    {
        var agrees = true;
        foreach (var channelEvent in added)
        {
            agrees &= events.TryAdd(channelEvent.Offset, channelEvent) || IsSame(events[channelEvent.Offset], channelEvent);
        }

        return agrees;
    }

    private static bool IsSame(ChannelEvent one, ChannelEvent other) => one.Kind == other.Kind
        && one.ConnectionId == other.ConnectionId
        && one.Batch == other.Batch
        && one.CommandIndex == other.CommandIndex;

    private static ChannelEvent[] TakeDenseEnd(SortedDictionary<long, ChannelEvent> events, long last)
    {
        var start = last;
        while (events.ContainsKey(start))
        {
            start--;
        }

        return [.. events.Where(pair => pair.Key > start).Select(static pair => pair.Value)];
    }

    private static Dictionary<GatewayId, RecoveredBatch> FindBatches(IEnumerable<ChannelEvent> events)
    {
        var batches = new Dictionary<GatewayId, RecoveredBatch>();
        foreach (var channelEvent in events)
        {
            if (channelEvent.Batch is not { } id)
            {
                continue;
            }

            if (!batches.TryGetValue(id.Gateway, out var batch) || batch.Sequence < id.Sequence)
            {
                batch = new RecoveredBatch(id.Sequence);
                batches[id.Gateway] = batch;
            }

            if (batch.Sequence == id.Sequence)
            {
                batch.Offsets[channelEvent.CommandIndex] = channelEvent.Offset;
            }
        }

        return batches;
    }
}
