namespace RealtimeCluster.Load.Reports;

/// <summary>A long mixed load.</summary>
internal sealed record SoakFigures(
    double Seconds,
    long Published,
    long Delivered,
    long Missing,
    long Duplicates,
    long OutOfOrder,
    long PresenceEvents,
    long Reconnects,
    long Rejoins,
    double RssStartMiB,
    double RssEndMiB,
    double? RssMiBPerHour,
    double CpuMicrosPerDelivery,
    LatencyFigures Latency);
