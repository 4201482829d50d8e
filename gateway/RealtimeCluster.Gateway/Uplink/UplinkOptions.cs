using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>The bounds of what a gateway keeps for the owners of channels.</summary>
public sealed class UplinkOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Gateway:Uplink";

    /// <summary>Most commands that wait for one channel. Default 16 384; then the gateway stops reading from whoever sends more.</summary>
    [Range(1, 10_000_000)]
    public int MaxCommandCount { get; set; } = 16_384;

    /// <summary>Most bytes that wait for one channel. Default 32 MiB; then the gateway stops reading from whoever sends more.</summary>
    [Range(1_000_000L, 10_000_000_000L)]
    public long MaxBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Most commands of one call to an owner. Default 512.</summary>
    [Range(1, 100_000)]
    public int MaxBatchCount { get; set; } = 512;

    /// <summary>Bytes at which a call is full. Default 1 MiB; one larger command goes alone.</summary>
    [Range(1_000L, 1_000_000_000L)]
    public long MaxBatchBytes { get; set; } = 1024 * 1024;

    /// <summary>The first pause before a failed call is repeated; it doubles up to one second. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:01")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The least time from one call that only tells of joins and leaves to the next one of that channel. Default 10 ms: a join that comes alone never
    /// waits, and thousands at once reach the owner, and from it all members, in as many calls as fit into their time. Zero: no wait.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan MembershipGap { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// How long the owner of a channel may not answer before whoever waits for it is told <c>unavailable</c>: connections with commands there, which go on waiting;
    /// servers' publishes, which may be repeated; and a CONNECT, which ends. Default 4 s. Longer than it takes to replace a silo that died.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:20")]
    public TimeSpan StandstillNotice { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long an uplink with nothing to send is kept when nobody here is in its channel. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
