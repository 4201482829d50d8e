namespace RealtimeCluster.Load.Measuring;

/// <summary>What the server's processes have used up to a moment.</summary>
/// <param name="Cpu">Processor time of all of them since their start.</param>
/// <param name="RssBytes">Memory of all of them at that moment.</param>
internal readonly record struct UsageSample(TimeSpan Cpu, long RssBytes)
{
    public double RssMiB => RssBytes / (1024.0 * 1024);
}
