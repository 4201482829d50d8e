using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Clustering.Recovery;

/// <summary>What is kept so that clients, gateways and owners can come back without a loss. Silos and gateways read it.</summary>
public sealed class RecoveryOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Realtime:Recovery";

    /// <summary>
    /// Whether clients may resume their connection. Default yes; an environment may say otherwise. Off, the wire is exactly that of
    /// Agnost's engine: no private id, no trailing argument, members leave at once.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How long an event is kept, and a client that is gone can come back without having missed one. Default 2 min; later it gets a
    /// fresh session.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long the others still see a member that is gone without a goodbye. Default 10 s; then it leaves. 0 lets it leave at once.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan PresenceGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The same for a member whose client closed its transport as a closed tab does: with a close packet, or a WebSocket close of 1001. Libraries do so at a hiccup too,
    /// so it is no goodbye, which only a DISCONNECT packet is. Default 2 s; no longer than <see cref="PresenceGrace"/>, and 0 lets it leave at once.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan GoodbyeGrace { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Most events kept of one channel, at its owner and on each gateway with members. Default 1000; the oldest are dropped.</summary>
    [Range(0, 1_000_000)]
    public int MaxEvents { get; set; } = 1_000;

    /// <summary>Most bytes kept of one channel, at its owner and on each gateway with members. Default 4 MiB; the oldest events are dropped.</summary>
    [Range(0L, 1_000_000_000L)]
    public long MaxBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Most bytes of what a client missed in all its channels together that its gateway sends it when it comes back. Default 32 MiB; of the channels that
    /// hold most of it the client is told what is missing (<c>recovery_incomplete</c>), and the others go on whole. A gateway holds that much for each
    /// client that comes back until the client has read it.
    /// </summary>
    [Range(65_536L, 1_000_000_000L)]
    public long MaxMissedBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>
    /// How long an owner keeps an event for history and rewinds. Default, and at least, <see cref="Window"/>; <see cref="MaxEvents"/>
    /// and <see cref="MaxBytes"/> hold all the same.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan? HistoryAge { get; set; }

    /// <summary>
    /// How many logs that nobody is in, listens to or has used for some seconds a silo keeps awake, without durability. Default 10,000, about 80 MB; of those above it that
    /// nobody has used for longest only the events are kept, which is a fraction, and the next one who uses such a log waits for an owner to start.
    /// </summary>
    [Range(0, 10_000_000)]
    public int MaxIdleOwners { get; set; } = 10_000;

    /// <summary>An empty tail with these bounds, for a gateway.</summary>
    /// <param name="time">The clock.</param>
    public Contracts.Channels.ChannelTail CreateTail(TimeProvider time) => new(MaxEvents, MaxBytes, Window, time);

    /// <summary>An empty tail with these bounds, for an owner.</summary>
    /// <param name="time">The clock.</param>
    public Contracts.Channels.ChannelTail CreateHistory(TimeProvider time) =>
        new(MaxEvents, MaxBytes, HistoryAge is { } age && age > Window ? age : Window, time);
}
