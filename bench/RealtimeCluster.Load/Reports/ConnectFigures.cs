namespace RealtimeCluster.Load.Reports;

/// <summary>Opening the connections and joining.</summary>
internal sealed record ConnectFigures(
    int Connections,
    int Ready,
    double Seconds,
    double PerSecond,
    double CpuSeconds,
    double RssBeforeMiB,
    double RssReadyMiB,
    double KiBPerConnection);
