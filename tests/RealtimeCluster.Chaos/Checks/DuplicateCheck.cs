using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>No message reaches a session twice, and none that was not sent to the channel it came in.</summary>
internal static class DuplicateCheck
{
    public static IEnumerable<Violation> Run(Ledger ledger, Session session)
    {
        var seen = new Dictionary<int, TimeSpan>(session.Deliveries.Count);
        foreach (var delivery in session.Deliveries)
        {
            if (!ledger.Publications.TryGetValue(delivery.MessageId, out var publication) || publication.Channel != delivery.Channel)
            {
                yield return new Violation(
                    ViolationKind.Stranger,
                    delivery.Channel,
                    $"{session} received message {delivery.MessageId} at {delivery.At}, which {(publication is null ? "nobody published" : $"was published to channel {publication.Channel}")}.");
            }
            else if (!seen.TryAdd(delivery.MessageId, delivery.At))
            {
                yield return new Violation(ViolationKind.Duplicate, delivery.Channel, $"{session} received {publication} at {seen[delivery.MessageId]} and again at {delivery.At}.");
            }
        }
    }
}
