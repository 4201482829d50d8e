namespace RealtimeCluster.Load.Runs;

/// <summary>One stretch of a run, usually a second.</summary>
/// <param name="Seconds">Its end, from the start of the run.</param>
/// <param name="Members">Members at its end.</param>
/// <param name="PublishedPerSecond">Messages sent.</param>
/// <param name="DeliveriesPerSecond">Messages that arrived.</param>
/// <param name="P50Micros">The median latency; 0 if nothing arrived.</param>
/// <param name="P99Micros">What one delivery in a hundred exceeded.</param>
/// <param name="CpuCores">Processor time of the server as a multiple of real time.</param>
/// <param name="RssMiB">Memory of the server.</param>
internal sealed record TimeSample(
    double Seconds,
    int Members,
    double PublishedPerSecond,
    double DeliveriesPerSecond,
    long P50Micros,
    long P99Micros,
    double CpuCores,
    double RssMiB);
