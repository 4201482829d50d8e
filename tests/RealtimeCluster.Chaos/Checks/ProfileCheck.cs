using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>News carry a profile that the member has set, never an older one after a newer one; at a quiet point lists and the last news have the newest.</summary>
/// <remarks>A client sets its profile before it joins and has one change under way at most, so that each of its joins has a profile.</remarks>
internal static class ProfileCheck
{
    public static IEnumerable<Violation> Run(Ledger ledger)
    {
        var sessions = ledger.Sessions.GroupBy(static session => session.Id).ToDictionary(static group => group.Key, static group => group.First(), StringComparer.Ordinal);
        return ledger.Sessions.SelectMany(witness => CheckNews(witness, sessions))
            .Concat(ledger.PresencePoints.SelectMany(static point => point.Expected.SelectMany(channel => CheckPoint(point, channel.Key, channel.Value))));
    }

    private static IEnumerable<Violation> CheckNews(Session witness, Dictionary<string, Session> sessions)
    {
        var newest = new Dictionary<(int Channel, string MemberId), int>();
        foreach (var news in witness.ProfileNews)
        {
            if (!sessions.TryGetValue(news.MemberId, out var member))
            {
                continue;
            }

            var index = IndexOf(member, news.Profile);
            if (index < 0 && !(news.Profile is null && member.Profiles.Count == 0))
            {
                yield return new Violation(ViolationKind.Profile, news.Channel, $"{witness} was told at {news.At} of {Describe(news.Profile)} of {member}, which set {Describe(member, news.At)}.");
            }
            else if (newest.TryGetValue((news.Channel, news.MemberId), out var former) && former > index)
            {
                yield return new Violation(ViolationKind.Profile, news.Channel, $"{witness} was told at {news.At} of {Describe(news.Profile)} of {member}, after the later {Describe(member.Profiles[former].Profile)}.");
            }
            else
            {
                newest[(news.Channel, news.MemberId)] = index;
            }
        }
    }

    private static IEnumerable<Violation> CheckPoint(PresencePoint point, int channel, IReadOnlyList<Session> expected)
    {
        var listed = point.Listed.GetValueOrDefault(channel, []).GroupBy(static member => member.Id).ToDictionary(static group => group.Key, static group => group.First().Profile, StringComparer.Ordinal);
        foreach (var member in expected)
        {
            if (listed.TryGetValue(member.Id, out var profile) && !IsCurrent(member, profile, point.At))
            {
                yield return new Violation(ViolationKind.Profile, channel, $"get_members at {point.At} gives {member} {Describe(profile)}, which set {Describe(member, point.At)}.");
            }
        }

        foreach (var witness in expected)
        {
            // Who asks for no answer to its join does not know since when it is a member.
            if (witness.Memberships.LastOrDefault(membership => membership.Channel == channel && membership.JoinedAt <= point.At) is not { Position: not null } own)
            {
                continue;
            }

            var last = witness.ProfileNews
                .Where(news => news.Channel == channel && news.At <= point.At)
                .GroupBy(static news => news.MemberId)
                .ToDictionary(static group => group.Key, static group => group.Last(), StringComparer.Ordinal);
            foreach (var member in expected.Where(member => member != witness && Current(member, point.At) is { } change && change.SentAt > own.JoinedAt))
            {
                var change = Current(member, point.At)!;
                var isExcused = witness.MissingNotices.Any(notice => notice.Channel == channel && notice.At >= change.SentAt);
                if (!isExcused && (!last.TryGetValue(member.Id, out var news) || !IsCurrent(member, news.Profile, point.At)))
                {
                    yield return new Violation(
                        ViolationKind.Profile,
                        channel,
                        $"{witness} was not told of {Describe(change.Profile)} that {member} set at {change.SentAt}; the last it was told of was {(last.TryGetValue(member.Id, out var told) ? Describe(told.Profile) : "none")}.");
                }
            }
        }
    }

    private static ProfileChange? Current(Session member, TimeSpan at) => member.Profiles.LastOrDefault(change => change.AnsweredAt <= at);

    // What is not acknowledged may be there or not.
    private static bool IsCurrent(Session member, Profile? profile, TimeSpan at) => Current(member, at) is { } current
        ? member.Profiles.SkipWhile(change => change != current).Any(change => change.Profile == profile)
        : profile is null || IndexOf(member, profile) >= 0;

    private static int IndexOf(Session member, Profile? profile)
    {
        for (var i = member.Profiles.Count - 1; i >= 0; i--)
        {
            if (member.Profiles[i].Profile == profile)
            {
                return i;
            }
        }

        return -1;
    }

    private static string Describe(Profile? profile) => profile is { } known ? $"profile {known.Number} with {known.FillingBytes} bytes" : "no profile";

    private static string Describe(Session member, TimeSpan at) => member.Profiles.LastOrDefault(change => change.SentAt <= at) is { } change ? $"{Describe(change.Profile)} last" : "none";
}
