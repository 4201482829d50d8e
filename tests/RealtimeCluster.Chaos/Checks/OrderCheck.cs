using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>In each session positions grow, a publisher's messages come in the order it sent them, and each has another offset argument.</summary>
internal static class OrderCheck
{
    public static IEnumerable<Violation> Run(Ledger ledger, ChannelHistory channel) => channel.Views.SelectMany(view => Run(ledger, channel, view));

    /// <summary>The trailing offset argument of two deliveries in a row is never the same: it would not tell them apart.</summary>
    /// <param name="session">The session.</param>
    public static IEnumerable<Violation> CheckArguments(Session session) => session.Deliveries
        .Zip(session.Deliveries.Skip(1))
        .Where(static pair => pair.First.OffsetHash != 0 && pair.First.OffsetHash == pair.Second.OffsetHash)
        .Select(pair => new Violation(
            ViolationKind.Order,
            pair.Second.Channel,
            $"{session} received messages {pair.First.MessageId} and {pair.Second.MessageId} one after the other with the same offset argument."));

    private static IEnumerable<Violation> Run(Ledger ledger, ChannelHistory channel, ChannelView view)
    {
        Publication? furthest = null;
        var byPublisher = new Dictionary<Session, Publication>();
        var seen = new HashSet<int>();
        foreach (var delivery in view.Deliveries)
        {
            // A repeated message is a duplicate, not a disorder.
            if (!ledger.Publications.TryGetValue(delivery.MessageId, out var publication) || !seen.Add(delivery.MessageId))
            {
                continue;
            }

            if (byPublisher.TryGetValue(publication.Publisher, out var former) && former.Sequence > publication.Sequence)
            {
                yield return new Violation(ViolationKind.Order, channel.Channel, $"{view.Session} received {publication} at {delivery.At}, after the later {former} of the same publisher.");
            }
            else
            {
                byPublisher[publication.Publisher] = publication;
            }

            if (publication.Position is not { } position)
            {
                continue;
            }

            if (furthest?.Position is { } last && channel.Order.Compare(last, position) >= 0)
            {
                yield return new Violation(ViolationKind.Order, channel.Channel, $"{view.Session} received {publication} at {delivery.At}, after {furthest}.");
            }
            else
            {
                furthest = publication;
            }
        }
    }
}
