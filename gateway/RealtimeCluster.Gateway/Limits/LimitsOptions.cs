using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Gateway.Limits;

/// <summary>What one client may send. The defaults lie far above normal use; they exist so that nothing is unbounded.</summary>
public sealed class LimitsOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Realtime:Limits";

    /// <summary>Longest channel name in UTF-8 bytes. Default 16 384. A longer one is refused as <c>channel_too_long</c>.</summary>
    [Range(1, 1_000_000)]
    public int MaxChannelNameBytes { get; set; } = 16_384;

    /// <summary>Longest event name in UTF-8 bytes. Default 16 384. A longer one is refused as <c>event_name_too_long</c>.</summary>
    [Range(1, 1_000_000)]
    public int MaxEventNameBytes { get; set; } = 16_384;

    /// <summary>Most channels one connection may be in. Default 10 000. One more is refused as <c>too_many_channels</c>.</summary>
    [Range(1, 1_000_000)]
    public int MaxChannelsPerConnection { get; set; } = 10_000;

    /// <summary>
    /// Most messages a join may ask to be sent from before it (<c>rewind</c>). Default 100; it gets no more than that if it asks for
    /// more, and none with 0.
    /// </summary>
    [Range(0, 100_000)]
    public int MaxRewindCount { get; set; } = 100;

    /// <summary>
    /// Most bytes of messages from before it that a join is sent: the newest ones that fit, and one in any case. Default 256 KiB.
    /// </summary>
    [Range(1_024, 1_000_000_000)]
    public int MaxRewindBytes { get; set; } = 262_144;

    /// <summary>
    /// How many bytes of such messages a connection may be sent at once; what it is sent of a channel that it was sent before counts 32 times. Default 8 MiB.
    /// Past it a join with a <c>rewind</c> is refused as <c>rate_limit_exceeded</c>; joins without one are not.
    /// </summary>
    [Range(1_024L, 1_000_000_000_000L)]
    public long RewindBurstBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How many bytes of that come back each second. Default 128 KiB.</summary>
    [Range(1L, 1_000_000_000_000L)]
    public long RewindBytesPerSecond { get; set; } = 131_072;

    /// <summary>Largest member profile in bytes, attachments included. Default 10 000 000. A larger one is refused as <c>profile_too_large</c>.</summary>
    [Range(1, 1_000_000_000)]
    public int MaxProfileBytes { get; set; } = 10_000_000;
}
