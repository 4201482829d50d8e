using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>A ledger's facts about one channel.</summary>
internal sealed class ChannelHistory
{
    private ChannelHistory(int channel, IReadOnlyList<Publication> publications, IReadOnlyList<ChannelView> views)
    {
        Channel = channel;
        Views = views;
        Order = new ChannelOrder(publications
            .Where(static publication => publication.Position is not null)
            .Select(static publication => (publication.Position!.Value, publication.AnsweredAt!.Value))
            .Concat(views
                .Where(static view => view.Membership.Position is not null)
                .Select(static view => (view.Membership.Position!.Value, view.Membership.JoinedAt))));
        Acknowledged = [.. publications
            .Where(static publication => publication.Outcome == PublicationOutcome.Acknowledged)
            .OrderBy(static publication => publication.Position!.Value, Order)];
    }

    public int Channel { get; }

    /// <summary>How its positions compare.</summary>
    public ChannelOrder Order { get; }

    /// <summary>Its acknowledged messages by position.</summary>
    public IReadOnlyList<Publication> Acknowledged { get; }

    /// <summary>Its members.</summary>
    public IReadOnlyList<ChannelView> Views { get; }

    /// <summary>Takes a ledger apart by channel.</summary>
    /// <param name="ledger">The ledger.</param>
    public static IReadOnlyList<ChannelHistory> Of(Ledger ledger)
    {
        var publications = ledger.Publications.Values.ToLookup(static publication => publication.Channel);
        var views = ledger.Sessions.SelectMany(ViewsOf).ToLookup(static view => view.Membership.Channel);
        return [.. publications.Select(static group => group.Key).Union(views.Select(static group => group.Key)).Order()
            .Select(channel => new ChannelHistory(channel, [.. publications[channel]], [.. views[channel]]))];
    }

    private static IEnumerable<ChannelView> ViewsOf(Session session)
    {
        var deliveries = session.Deliveries.ToLookup(static delivery => delivery.Channel);
        foreach (var stays in session.Memberships.GroupBy(static membership => membership.Channel))
        {
            // A member that left and joined again has several stays; each owns what came until the next.
            var all = stays.ToArray();
            for (var i = 0; i < all.Length; i++)
            {
                var from = i == 0 ? TimeSpan.MinValue : all[i].JoinedAt;
                var until = i + 1 < all.Length ? all[i + 1].JoinedAt : TimeSpan.MaxValue;
                yield return new ChannelView(session, all[i], [.. deliveries[stays.Key].Where(delivery => delivery.At >= from && delivery.At < until)]);
            }
        }
    }
}
