using System.Diagnostics;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Runs;

/// <summary>What all parts of one run share.</summary>
/// <param name="environment">The tenant of the run.</param>
internal sealed class RunContext(string environment)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _deliveries;
    private long _acknowledgements;
    private long _exceptions;

    public string Environment => environment;

    public Ledger Ledger { get; } = new();

    /// <summary>The time since the run began.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    public long DeliveryCount => Interlocked.Read(ref _deliveries);

    public long AcknowledgementCount => Interlocked.Read(ref _acknowledgements);

    public long ExceptionCount => Interlocked.Read(ref _exceptions);

    public void Delivered() => Interlocked.Increment(ref _deliveries);

    public void Acknowledged() => Interlocked.Increment(ref _acknowledgements);

    /// <summary>A client read something it did not understand.</summary>
    public void Misunderstood() => Interlocked.Increment(ref _exceptions);
}
