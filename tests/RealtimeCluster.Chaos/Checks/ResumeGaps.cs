using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>How long channels stood still: over the run, and for each fault those channels whose gap began around it and was longer than they are used to.</summary>
internal static class ResumeGaps
{
    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(3);
    private const int Unusual = 3;

    public static IReadOnlyList<GapFigures> Measure(Ledger ledger)
    {
        var gaps = new Dictionary<int, (TimeSpan From, TimeSpan Length)[]>();
        foreach (var channel in ledger.Sessions.SelectMany(static session => session.Deliveries).GroupBy(static delivery => delivery.Channel))
        {
            var times = channel.Select(static delivery => delivery.At).Order().ToArray();
            gaps[channel.Key] = [.. times.Zip(times.Skip(1), static (from, until) => (from, until - from))];
        }

        var figures = new List<GapFigures> { GapFigures.Of("whole run", gaps.Values.Where(static all => all.Length > 0).Select(static all => all.Max(static gap => gap.Length))) };
        var usual = gaps.Values.SelectMany(static all => all).Where(static gap => gap.Length > TimeSpan.FromMilliseconds(20)).Select(static gap => gap.Length).Order().ToArray();
        if (usual.Length == 0)
        {
            return figures;
        }

        var bound = usual[usual.Length / 2] * Unusual;
        figures.AddRange(ledger.Faults.Select(fault => GapFigures.Of(
            $"{fault.Kind} {fault.Target} at {fault.At.TotalSeconds:F0} s, affected",
            gaps.Values
                .Select(all => all.Where(gap => gap.From + gap.Length >= fault.At && gap.From <= fault.At + Reach).Select(static gap => gap.Length).DefaultIfEmpty().Max())
                .Where(length => length > bound))));
        return figures;
    }
}
