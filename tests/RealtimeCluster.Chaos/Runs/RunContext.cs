using System.Diagnostics;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Runs;

/// <summary>What all parts of one run share.</summary>
/// <param name="environment">The tenant of the run.</param>
/// <param name="profileBytes">How large profiles are; 0 for none.</param>
internal sealed class RunContext(string environment, int profileBytes)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _deliveries;
    private long _acknowledgements;

    public string Environment => environment;

    public int ProfileBytes => profileBytes;

    public Ledger Ledger { get; } = new();

    /// <summary>The time since the run began.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    public long DeliveryCount => Interlocked.Read(ref _deliveries);

    public long AcknowledgementCount => Interlocked.Read(ref _acknowledgements);

    public void Delivered() => Interlocked.Increment(ref _deliveries);

    public void Acknowledged() => Interlocked.Increment(ref _acknowledgements);
}
