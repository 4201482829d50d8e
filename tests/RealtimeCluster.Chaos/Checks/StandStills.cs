using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>
/// How long channels stood still: for each channel the longest time from a message's sending to its first delivery, over the run and
/// around each fault.
/// </summary>
/// <remarks>
/// A message whose publisher lost its transport before the answer says nothing of its channel, only of the publisher, and is left out.
/// A fault on a silo affects the channels that had their owner there.
/// </remarks>
internal static class StandStills
{
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<DurationFigures> Measure(Ledger ledger)
    {
        var waits = Waits(ledger).ToArray();
        var figures = new List<DurationFigures> { DurationFigures.Of("whole run, all channels", LongestOfEach(waits)) };
        var faults = ledger.Faults.OrderBy(static fault => fault.At).ToArray();
        for (var i = 0; i < faults.Length; i++)
        {
            var (from, until) = (faults[i].At - Lead, i + 1 < faults.Length ? faults[i + 1].At - Lead : TimeSpan.MaxValue);
            var around = waits.Where(wait => wait.SentAt >= from && wait.SentAt < until).ToArray();
            var label = $"{faults[i].Kind} {faults[i].Target} at {faults[i].At.TotalSeconds:F0} s";
            if (faults[i].Owned is { } owned)
            {
                figures.Add(DurationFigures.Of($"{label}, owned there", LongestOfEach(around.Where(wait => owned.Contains(wait.Channel)))));
                figures.Add(DurationFigures.Of($"{label}, others", LongestOfEach(around.Where(wait => !owned.Contains(wait.Channel)))));
            }
            else
            {
                figures.Add(DurationFigures.Of($"{label}, all channels", LongestOfEach(around)));
            }
        }

        return figures;
    }

    private static IEnumerable<TimeSpan> LongestOfEach(IEnumerable<Wait> waits) => waits
        .GroupBy(static wait => wait.Channel)
        .Select(static channel => channel.Max(static wait => wait.Length));

    private static IEnumerable<Wait> Waits(Ledger ledger)
    {
        var firsts = new Dictionary<int, TimeSpan>();
        foreach (var delivery in ledger.Sessions.SelectMany(static session => session.Deliveries))
        {
            firsts[delivery.MessageId] = firsts.TryGetValue(delivery.MessageId, out var known) && known < delivery.At ? known : delivery.At;
        }

        foreach (var publication in ledger.Publications.Values)
        {
            if (firsts.TryGetValue(publication.Id, out var first) && !IsCutOff(publication, first))
            {
                yield return new Wait(publication.Channel, publication.SentAt, first - publication.SentAt);
            }
        }
    }

    private static bool IsCutOff(Publication publication, TimeSpan first) => publication.Publisher.Links.Any(link =>
        link.OpenedAt <= publication.SentAt && link.LostAt >= publication.SentAt && link.LostAt <= first);

    private readonly record struct Wait(int Channel, TimeSpan SentAt, TimeSpan Length);
}
