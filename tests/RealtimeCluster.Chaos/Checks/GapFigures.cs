namespace RealtimeCluster.Chaos.Checks;

/// <summary>The longest times without a delivery of channels.</summary>
/// <param name="Label">Of which: all of the run, or those over one fault.</param>
/// <param name="ChannelCount">How many channels had one.</param>
/// <param name="Median">Of the channels' longest gaps.</param>
/// <param name="NinetyNinth">Of the channels' longest gaps.</param>
/// <param name="Longest">Of all.</param>
internal sealed record GapFigures(string Label, int ChannelCount, TimeSpan Median, TimeSpan NinetyNinth, TimeSpan Longest)
{
    public static GapFigures Of(string label, IEnumerable<TimeSpan> gaps)
    {
        var sorted = gaps.Order().ToArray();
        return sorted.Length == 0
            ? new GapFigures(label, 0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero)
            : new GapFigures(label, sorted.Length, sorted[sorted.Length / 2], sorted[(sorted.Length - 1) * 99 / 100], sorted[^1]);
    }
}
