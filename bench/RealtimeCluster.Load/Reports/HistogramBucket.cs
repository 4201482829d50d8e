namespace RealtimeCluster.Load.Reports;

/// <summary>Deliveries whose latency lay between two bounds.</summary>
internal sealed record HistogramBucket(long FromMicros, long ToMicros, long Count);
