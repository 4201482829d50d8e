using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>An acknowledged message reaches everybody who was a member from before it until after it.</summary>
/// <remarks>
/// A session owes all up to the end if it is connected then and still a member, else all up to the last message it received: what
/// came after that may be what it missed when it was told that it was not recovered.
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

            var last = isBounded ? positions.Max(channel.Order) : default;
            foreach (var publication in channel.Acknowledged)
            {
                var position = publication.Position!.Value;
                if (channel.Order.Compare(position, from) > 0
                    && (!isBounded || channel.Order.Compare(position, last) <= 0)
                    && !received.Contains(publication.Id))
                {
                    yield return new Violation(ViolationKind.Loss, channel.Channel, Describe(view, publication));
                }
            }
        }
    }

    private static Position? Least(Position[] positions, ChannelOrder order) => positions.Length == 0 ? null : positions.Min(order);

    private static string Describe(ChannelView view, Publication publication)
    {
        var link = view.Session.Links.LastOrDefault(link => link.OpenedAt <= publication.AnsweredAt);
        return $"{view.Session} did not receive {publication}, acknowledged at {publication.AnsweredAt}; it joined at {view.Membership.JoinedAt} "
            + $"({view.Membership.Position?.ToString() ?? "position unknown"}), was on {link?.Gateway ?? "no gateway"} then, "
            + $"and had {view.Session.Links.Count} transports.";
    }
}
