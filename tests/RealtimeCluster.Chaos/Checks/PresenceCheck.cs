using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>When nothing is on its way, the server's list and what each member was told agree with the truth.</summary>
internal static class PresenceCheck
{
    public static IEnumerable<Violation> Run(PresencePoint point, ChannelHistory channel)
    {
        if (!point.Expected.TryGetValue(channel.Channel, out var expected))
        {
            return [];
        }

        return CheckList(point, channel.Channel, expected).Concat(expected.SelectMany(session => CheckView(point, channel, expected, session)));
    }

    private static IEnumerable<Violation> CheckList(PresencePoint point, int channel, IReadOnlyList<Session> expected)
    {
        if (!point.Listed.TryGetValue(channel, out var members))
        {
            yield return new Violation(ViolationKind.Presence, channel, $"get_members was not answered at {point.At}.");
            yield break;
        }

        var listed = members.Select(static member => member.Id).ToArray();
        foreach (var session in expected.Where(session => !listed.Contains(session.Id)))
        {
            // Who was told that it was recovered was told that it is still a member.
            yield return session.Links.Count > 1
                ? new Violation(ViolationKind.FalseRecovery, channel, $"{session} was recovered at {session.Links[^1].OpenedAt} on {session.Links[^1].Gateway}, and get_members at {point.At} does not name it.")
                : new Violation(ViolationKind.Presence, channel, $"get_members at {point.At} does not name {session}, who is a member.");
        }

        foreach (var id in listed.Except(expected.Select(static session => session.Id)))
        {
            yield return new Violation(ViolationKind.Presence, channel, $"get_members at {point.At} names {id}, who is no member.");
        }

        foreach (var id in listed.GroupBy(static id => id).Where(static group => group.Count() > 1))
        {
            yield return new Violation(ViolationKind.Presence, channel, $"get_members at {point.At} names {id.Key} {id.Count()} times.");
        }
    }

    private static IEnumerable<Violation> CheckView(PresencePoint point, ChannelHistory channel, IReadOnlyList<Session> expected, Session session)
    {
        var own = MembershipOf(channel, session, point.At);
        if (own is null)
        {
            yield break;
        }

        // News of others may overtake the acknowledgement of one's own join; only an earlier stay is told apart by time.
        var from = session.Memberships.First(membership => membership.Channel == channel.Channel) == own ? TimeSpan.MinValue : own.JoinedAt;
        var last = new Dictionary<string, MemberEvent>(StringComparer.Ordinal);
        foreach (var seen in session.MemberEvents.Where(seen => seen.Channel == channel.Channel && seen.At >= from && seen.At <= point.At))
        {
            last[seen.MemberId] = seen;
        }

        foreach (var other in expected.Where(other => other != session))
        {
            if (last.TryGetValue(other.Id, out var seen) && !seen.IsJoin)
            {
                yield return new Violation(ViolationKind.Presence, channel.Channel, $"{session} was told at {seen.At} that {other} left, who is a member at {point.At}.");
            }
            else if (!last.ContainsKey(other.Id) && JoinedLater(channel, MembershipOf(channel, other, point.At), own))
            {
                yield return new Violation(ViolationKind.Presence, channel.Channel, $"{session} was not told that {other} joined after it.");
            }
        }

        var members = expected.Select(static member => member.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var seen in last.Values.Where(seen => seen.IsJoin && !members.Contains(seen.MemberId)))
        {
            yield return new Violation(ViolationKind.Presence, channel.Channel, $"{session} was told at {seen.At} that {seen.MemberId} joined, and not that it left: it is no member at {point.At}.");
        }

        foreach (var gone in channel.Views.Where(view => IsGhost(view, own, members, last)))
        {
            yield return new Violation(ViolationKind.Presence, channel.Channel, $"{session} was not told that {gone.Session} left, who was a member when it joined and is none at {point.At}.");
        }
    }

    // Only who was certainly there: its transport was alive after the other's join.
    private static bool IsGhost(ChannelView view, Membership own, HashSet<string> members, Dictionary<string, MemberEvent> last) =>
        !members.Contains(view.Session.Id)
        && !last.ContainsKey(view.Session.Id)
        && view.Membership.JoinedAt < own.JoinedAt
        && view.Session.Links[^1].HeardAt > own.JoinedAt
        && (view.Membership.LeftAt is not { } left || left > own.JoinedAt);

    private static Membership? MembershipOf(ChannelHistory channel, Session session, TimeSpan at) => channel.Views
        .LastOrDefault(view => view.Session == session && view.Membership.JoinedAt <= at)?.Membership;

    private static bool JoinedLater(ChannelHistory channel, Membership? other, Membership own) =>
        other?.Position is { } later && own.Position is { } earlier && channel.Order.Compare(later, earlier) > 0;
}
