namespace RealtimeCluster.Load.Reports;

/// <summary>What the members that read got in one phase, and the server's memory at its start, its highest sample and its end.</summary>
internal sealed record StallPhaseFigures(
    int Readers,
    PublishFigures Publish,
    double RssStartMiB,
    double RssPeakMiB,
    double RssEndMiB)
{
    /// <summary>Whether something was delivered, and all of it once and in order.</summary>
    public bool IsSound => Publish is { Delivered: > 0, Lost: 0, Duplicates: 0, OutOfOrder: 0 };
}
