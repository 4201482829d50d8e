using RealtimeCluster.Load.Runs;

namespace RealtimeCluster.Load.Reports;

/// <summary>Everything one run found out; the parts that its mode does not have are absent.</summary>
internal sealed record RunReport
{
    public required string Label { get; init; }

    public required LoadShape Load { get; init; }

    /// <summary>Whether every connection held and every message arrived once and in order.</summary>
    public required bool Passed { get; init; }

    public required IReadOnlyList<string> Faults { get; init; }

    public required long FailedConnections { get; init; }

    public required long RefusedEvents { get; init; }

    /// <summary>Whether the server's processes were named, so that their CPU and memory are figures and not just zero.</summary>
    public required bool IsServerMeasured { get; init; }

    public required ConnectFigures Connect { get; init; }

    public PublishFigures? Publish { get; init; }

    public IdleFigures? Idle { get; init; }

    public JoinFigures? Join { get; init; }

    public MembersFigures? Members { get; init; }

    public SoakFigures? Soak { get; init; }

    public StallFigures? Stall { get; init; }

    public required IReadOnlyList<TimeSample> Timeline { get; init; }

    public required IReadOnlyList<HistogramBucket> Histogram { get; init; }
}
