using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>
/// Who joins with a rewind gets the last messages before its join, in order, each once, none of them left out, and as many as the channel's tail
/// certainly holds; or is told that there would have been more.
/// </summary>
internal static class RewindCheck
{
    // More than what an event takes in a tail beside its body: a join counts as much as this, a message that much more.
    private const int OverheadBytes = 512;

    public static IEnumerable<Violation> Run(Ledger ledger, CheckerOptions options)
    {
        var publications = ledger.Publications.Values.ToLookup(static publication => publication.Channel);
        return ledger.RewindJoins.GroupBy(static join => join.Channel).SelectMany(joins =>
        {
            var order = new ChannelOrder(publications[joins.Key]
                .Where(static publication => publication.Position is not null)
                .Select(static publication => (publication.Position!.Value, publication.AnsweredAt!.Value))
                .Concat(joins.Where(static join => join.Position is not null).Select(static join => (join.Position!.Value, join.AnsweredAt!.Value))));
            Publication[] sorted = [.. publications[joins.Key]
                .Where(static publication => publication.Outcome == PublicationOutcome.Acknowledged)
                .OrderBy(static publication => publication.Position!.Value, order)];
            return joins.SelectMany(join => Check(ledger, join, sorted, order, options));
        });
    }

    private static IEnumerable<Violation> Check(Ledger ledger, RewindJoin join, Publication[] sorted, ChannelOrder order, CheckerOptions options)
    {
        foreach (var violation in CheckReceived(ledger, join, order))
        {
            yield return violation;
        }

        if (join.Position is not { } joinedAt)
        {
            // A join that may be tried again was answered.
            if (join.Refusal != "unavailable")
            {
                yield return new Violation(ViolationKind.Unanswered, join.Channel, $"{join} {(join.Refusal is { } code ? $"was refused as {code}" : join.LostAt is { } lost ? $"lost its transport at {lost}" : "was never answered")}.");
            }

            yield break;
        }

        var received = join.Messages.ToHashSet();
        Publication[] before = [.. sorted.Where(publication => order.Compare(publication.Position!.Value, joinedAt) < 0)];
        var first = Array.FindIndex(before, publication => received.Contains(publication.Id));
        foreach (var left in before.Skip(first < 0 ? before.Length : first).Where(publication => !received.Contains(publication.Id)))
        {
            yield return new Violation(ViolationKind.Loss, join.Channel, $"{join} did not get {left}, and got {before[first]} from before it.");
        }

        var owed = Owed(join, before, options);
        var missing = before.Take(first < 0 ? before.Length : first).Count(owed.Contains);
        if (missing > 0 && !join.IsToldIncomplete)
        {
            yield return new Violation(
                ViolationKind.Loss,
                join.Channel,
                $"{join} got {join.Messages.Count} messages, and was owed at least {owed.Count} before its join at {join.Position}{(join.LostAt is { } lost ? $"; it lost its transport at {lost}" : string.Empty)}.");
        }
    }

    private static IEnumerable<Violation> CheckReceived(Ledger ledger, RewindJoin join, ChannelOrder order)
    {
        Publication? furthest = null;
        var seen = new HashSet<int>();
        foreach (var id in join.Messages)
        {
            if (!ledger.Publications.TryGetValue(id, out var publication) || publication.Channel != join.Channel)
            {
                yield return new Violation(ViolationKind.Stranger, join.Channel, $"{join} got message {id}, which {(publication is null ? "nobody published" : $"was published to channel {publication.Channel}")}.");
            }
            else if (!seen.Add(id))
            {
                yield return new Violation(ViolationKind.Duplicate, join.Channel, $"{join} got {publication} twice.");
            }
            else if (publication.Position is { } position)
            {
                if (join.Position is { } joinedAt && order.Compare(position, joinedAt) > 0)
                {
                    yield return new Violation(ViolationKind.Stranger, join.Channel, $"{join} got {publication}, which was published after its join at {joinedAt}, when nobody published.");
                }
                else if (furthest?.Position is { } last && order.Compare(last, position) > 0)
                {
                    yield return new Violation(ViolationKind.Order, join.Channel, $"{join} got {publication} after {furthest}.");
                }
                else
                {
                    furthest = publication;
                }
            }
        }
    }

    // Backwards from the join, as long as a tail of the server's bounds has room for all that may have happened since then, the other joins included.
    private static HashSet<Publication> Owed(RewindJoin join, Publication[] before, CheckerOptions options)
    {
        var owed = new HashSet<Publication>();
        var (bytes, events) = ((long)options.StormJoins * OverheadBytes, (long)options.StormJoins);
        var next = join.Position!.Value;
        foreach (var publication in before.Reverse())
        {
            var position = publication.Position!.Value;
            var others = next.Offset - position.Offset - 1;
            bytes += (others * OverheadBytes) + options.StormBytes + OverheadBytes;
            events += others + 1;
            if (position.Epoch != next.Epoch || bytes > options.MaxTailBytes || events > options.MaxTailEvents
                || owed.Count == Math.Min(join.AskedCount, options.MaxRewindCount) || publication.SentAt <= join.SentAt - (options.Window / 2))
            {
                break;
            }

            owed.Add(publication);
            next = position;
        }

        return owed;
    }
}
