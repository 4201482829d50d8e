using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>Nobody is told that a member left, or joined anew, who was away for less than the grace and came back as the same.</summary>
internal static class FlapCheck
{
    // Between the last frame a client heard and the moment the server counts from.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    public static IEnumerable<Violation> Run(Ledger ledger, CheckerOptions options)
    {
        var sessions = ledger.Sessions.GroupBy(static session => session.Id).ToDictionary(static group => group.Key, static group => group.First(), StringComparer.Ordinal);
        foreach (var witness in ledger.Sessions)
        {
            var present = new HashSet<(int Channel, string MemberId)>();
            foreach (var seen in witness.MemberEvents)
            {
                var key = (seen.Channel, seen.MemberId);
                var isRepeated = seen.IsJoin && present.Contains(key);
                if (seen.IsJoin)
                {
                    present.Add(key);
                }
                else
                {
                    present.Remove(key);
                }

                if (!sessions.TryGetValue(seen.MemberId, out var member) || MayHaveLeft(member, seen, options.PresenceGrace))
                {
                    continue;
                }

                if (!seen.IsJoin)
                {
                    yield return new Violation(ViolationKind.Presence, seen.Channel, $"{witness} was told at {seen.At} that {member} left, which did not and was never away for the grace of {options.PresenceGrace}: {Outages(member)}.");
                }
                else if (isRepeated)
                {
                    yield return new Violation(ViolationKind.Presence, seen.Channel, $"{witness} was told at {seen.At} that {member} joined, of whom it knew already: {Outages(member)}.");
                }
            }
        }
    }

    private static bool MayHaveLeft(Session member, MemberEvent seen, TimeSpan grace)
    {
        if (member.Memberships.Any(membership => membership.Channel == seen.Channel && membership.LeftAt <= seen.At))
        {
            return true;
        }

        // A session that was given up may have left at any time after it was last heard of.
        if (!member.IsConnected && member.Links[^1].HeardAt <= seen.At)
        {
            return true;
        }

        return member.Links.Zip(member.Links.Skip(1)).Any(pair =>
            pair.Second.OpenedAt - pair.First.HeardAt >= grace - Slack && seen.At >= pair.First.HeardAt + grace - Slack);
    }

    private static string Outages(Session member) => member.Links.Count == 1
        ? "it had one transport"
        : string.Join(", ", member.Links.Zip(member.Links.Skip(1)).Select(static pair => $"away {pair.First.HeardAt} to {pair.Second.OpenedAt}"));
}
