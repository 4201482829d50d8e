using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Silo.Channels;

/// <summary>How much of each channel's log its owner keeps.</summary>
public sealed class ChannelHistoryOptions
{
    /// <summary>The configuration section; gateways read their part of it.</summary>
    public const string SectionName = "Realtime:Recovery";

    /// <summary>How long an event is kept. Default 2 min; older events are dropped.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Most events kept of one channel. Default 1000; the oldest are dropped.</summary>
    [Range(0, 1_000_000)]
    public int MaxEvents { get; set; } = 1_000;

    /// <summary>Most bytes kept of one channel. Default 4 MiB; the oldest events are dropped.</summary>
    [Range(0L, 1_000_000_000L)]
    public long MaxBytes { get; set; } = 4 * 1024 * 1024;
}
