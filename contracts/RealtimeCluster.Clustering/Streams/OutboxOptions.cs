using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>The bounds of what a silo keeps for each gateway.</summary>
public sealed class OutboxOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Cluster:Outbox";

    /// <summary>Most envelopes that wait for one gateway. Default 65 536; then owners wait.</summary>
    [Range(1, 10_000_000)]
    public int MaxEnvelopeCount { get; set; } = 65_536;

    /// <summary>Most bytes that wait for one gateway. Default 64 MiB; then owners wait.</summary>
    [Range(1_000_000L, 10_000_000_000L)]
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Most envelopes of one call. Default 256.</summary>
    [Range(1, 10_000)]
    public int MaxBatchCount { get; set; } = 256;

    /// <summary>Bytes at which a call is full. Default 1 MiB; one larger envelope goes alone.</summary>
    [Range(1_000L, 100_000_000L)]
    public long MaxBatchBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// How long an owner waits for a full outbox; then the gateway gets a gap, which it fills from the owner's tail. Default: a second more than it takes to
    /// declare a node dead, which is 5 s with the default probes, and never less than that takes. See <see cref="Recovery.RecoveryTimes"/>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan? Patience { get; set; }

    /// <summary>The pause before a failed call is repeated. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);
}
