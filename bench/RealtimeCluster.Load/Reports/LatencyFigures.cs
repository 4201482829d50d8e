using RealtimeCluster.Load.Measuring;

namespace RealtimeCluster.Load.Reports;

/// <summary>The usual points of a distribution, in microseconds.</summary>
internal sealed record LatencyFigures(long P50Micros, long P90Micros, long P99Micros, long P999Micros, long MaxMicros)
{
    public static LatencyFigures Of(LatencyHistogram histogram) => new(
        histogram.Percentile(50),
        histogram.Percentile(90),
        histogram.Percentile(99),
        histogram.Percentile(99.9),
        histogram.MaxMicros);
}
