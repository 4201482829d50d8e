namespace RealtimeCluster.Load.Reports;

/// <summary>What was published and what of it arrived.</summary>
internal sealed record PublishFigures(
    long Published,
    long Expected,
    long Delivered,
    long Lost,
    long Duplicates,
    long OutOfOrder,
    double SendSeconds,
    double TotalSeconds,
    double DeliveriesPerSecond,
    double CpuSeconds,
    double CpuMicrosPerDelivery,
    double RssMiB,
    LatencyFigures Latency);
