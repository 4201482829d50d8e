using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>Who was told that it was recovered hears each of its channels from then on.</summary>
/// <remarks>
/// Judged for every transport after a session's first one, also of sessions that ended later, which are not owed their last messages. A transport that
/// was lost counts only up to a patience before its last sign of life.
/// </remarks>
internal static class HearingCheck
{
    public static IEnumerable<Violation> Run(ChannelHistory channel, CheckerOptions options)
    {
        foreach (var view in channel.Views)
        {
            foreach (var link in view.Session.Links.Skip(1).Where(link => view.Membership.JoinedAt <= link.OpenedAt))
            {
                var until = link.LostAt is null ? TimeSpan.MaxValue : link.HeardAt - options.HearingPatience;
                var owed = channel.Acknowledged
                    .Where(publication => publication.SentAt > link.OpenedAt && publication.AnsweredAt <= until && !(publication.AnsweredAt >= view.Membership.LeftAt))
                    .ToArray();
                if (owed.Length == 0)
                {
                    continue;
                }

                var ids = owed.Select(static publication => publication.Id).ToHashSet();
                if (!view.Deliveries.Any(delivery => delivery.At >= link.OpenedAt && !(delivery.At > link.LostAt) && ids.Contains(delivery.MessageId)))
                {
                    yield return new Violation(
                        ViolationKind.FalseRecovery,
                        channel.Channel,
                        $"{view.Session} was recovered at {link.OpenedAt} on {link.Gateway}, {(link.LostAt is { } lost ? $"was connected until {lost}" : "is connected")}, and got none of {owed.Length} messages sent since then, the first of them {owed.MinBy(static publication => publication.SentAt)}.");
                }
            }
        }
    }
}
