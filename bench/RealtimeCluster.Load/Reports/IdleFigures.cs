namespace RealtimeCluster.Load.Reports;

/// <summary>Connections that did nothing.</summary>
internal sealed record IdleFigures(
    double Seconds,
    int Connections,
    double CpuCores,
    double RssMiB,
    double KiBPerConnection);
