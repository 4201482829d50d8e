using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>An acknowledged message reaches everybody who was a member from before it until after it.</summary>
/// <remarks>
/// A session owes all up to the end if it is connected then and still a member, else all up to the last message it received: what
/// came after that may be what it missed when it was told that it was not recovered. Of a channel of which it was told that something is missing it is
/// not owed what it missed before that.
/// </remarks>
internal static class LossCheck
{
    public static IEnumerable<Violation> Run(Ledger ledger, ChannelHistory channel)
    {
        foreach (var view in channel.Views)
        {
            var received = view.Deliveries.Select(static delivery => delivery.MessageId).ToHashSet();
            var positions = received
                .Select(id => ledger.Publications.GetValueOrDefault(id)?.Position)
                .OfType<Position>()
                .ToArray();
            if ((view.Membership.Position ?? Least(positions, channel.Order)) is not { } from)
            {
                continue;
            }

            var isBounded = !view.Session.IsConnected || view.Membership.LeftAt is not null;
            if (isBounded && positions.Length == 0)
            {
                continue;
            }

            var excuses = Excuses(ledger, channel, view);
            var last = isBounded ? positions.Max(channel.Order) : default;
            foreach (var publication in channel.Acknowledged)
            {
                var position = publication.Position!.Value;
                if (channel.Order.Compare(position, from) > 0
                    && (!isBounded || channel.Order.Compare(position, last) <= 0)
                    && !received.Contains(publication.Id)
                    && !excuses.Any(excuse => publication.SentAt <= excuse.Until && (excuse.After is not { } after || channel.Order.Compare(position, after) > 0)))
                {
                    yield return new Violation(ViolationKind.Loss, channel.Channel, Describe(view, publication));
                }
            }
        }
    }

    // Who was told that something is missing is not owed what came after the last message it had before, and was sent before it was told.
    private static Excuse[] Excuses(Ledger ledger, ChannelHistory channel, ChannelView view) => [.. view.Session.MissingNotices
        .Where(notice => notice.Channel == channel.Channel)
        .Select(notice =>
        {
            var lostAt = view.Session.Links.LastOrDefault(link => link.LostAt <= notice.At)?.LostAt ?? notice.At;
            var before = view.Deliveries
                .Where(delivery => delivery.At <= lostAt)
                .Select(delivery => ledger.Publications.GetValueOrDefault(delivery.MessageId)?.Position)
                .OfType<Position>()
                .ToArray();
            return new Excuse(before.Length == 0 ? null : before.Max(channel.Order), notice.At);
        })];

    private static Position? Least(Position[] positions, ChannelOrder order) => positions.Length == 0 ? null : positions.Min(order);

    private static string Describe(ChannelView view, Publication publication)
    {
        var link = view.Session.Links.LastOrDefault(link => link.OpenedAt <= publication.AnsweredAt);
        return $"{view.Session} did not receive {publication}, acknowledged at {publication.AnsweredAt}; it joined at {view.Membership.JoinedAt} "
            + $"({view.Membership.Position?.ToString() ?? "position unknown"}), was on {link?.Gateway ?? "no gateway"} then, "
            + $"and had {view.Session.Links.Count} transports.";
    }

    private readonly record struct Excuse(Position? After, TimeSpan Until);
}
