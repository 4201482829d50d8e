using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>How long messages took from their sending to each of their receivers, while it was quiet and while strangers did their worst.</summary>
/// <remarks>Of the clients of this process only: what others tell of themselves is heard of later.</remarks>
internal static class DeliveryLatencies
{
    /// <summary>Measures both times.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="visit">When the strangers were there.</param>
    public static (DurationFigures Quiet, DurationFigures Troubled) Measure(Ledger ledger, StrangerVisit visit)
    {
        var (quiet, troubled) = (new List<TimeSpan>(), new List<TimeSpan>());
        foreach (var delivery in ledger.Sessions.Where(static session => !session.IsRemote).SelectMany(static session => session.Deliveries))
        {
            if (ledger.Publications.TryGetValue(delivery.MessageId, out var publication) && !publication.Publisher.IsRemote)
            {
                var sentAt = publication.SentAt;
                var list = sentAt >= visit.QuietFrom && sentAt < visit.Began ? quiet
                    : sentAt >= visit.Began && sentAt < visit.Ended ? troubled
                    : null;
                list?.Add(delivery.At - sentAt);
            }
        }

        return (DurationFigures.Of("quiet", quiet), DurationFigures.Of("with strangers", troubled));
    }
}
