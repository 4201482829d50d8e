namespace RealtimeCluster.Chaos.Checks;

/// <summary>How long something lasted, over many of a kind.</summary>
/// <param name="Label">Of which: all of the run, or those over one fault.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Median">Of them.</param>
/// <param name="NinetyNinth">Of them.</param>
/// <param name="Longest">Of all.</param>
internal sealed record DurationFigures(string Label, int Count, TimeSpan Median, TimeSpan NinetyNinth, TimeSpan Longest)
{
    public static DurationFigures Of(string label, IEnumerable<TimeSpan> durations)
    {
        var sorted = durations.Order().ToArray();
        return sorted.Length == 0
            ? new DurationFigures(label, 0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero)
            : new DurationFigures(label, sorted.Length, sorted[sorted.Length / 2], sorted[(sorted.Length - 1) * 99 / 100], sorted[^1]);
    }
}
