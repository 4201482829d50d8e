using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>How large packets may be, and what they may hold of memory. The defaults lie far above normal use; they exist so that nothing is unbounded.</summary>
public sealed class PacketLimitsOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Realtime:Limits";

    internal const int DefaultMaxAttachmentCount = 10;

    /// <summary>
    /// Largest Engine.IO packet or long-polling body in bytes, as announced in <c>maxPayload</c>. Default 100 000 000. A
    /// larger one closes the connection. An event may weigh no more with all its attachments: a heavier one is refused as <c>payload_too_large</c>, and the
    /// connection lives.
    /// </summary>
    [Range(1_000, 1_000_000_000)]
    public int MaxFrameBytes { get; set; } = 100_000_000;

    /// <summary>
    /// Most bytes of unfinished inbound packets and bodies that all connections of a gateway may hold together, beyond their shares. Default
    /// 512 MiB. An address, and an environment, may hold as much of it as is then still free: one alone half. A connection whose packet
    /// finds no room waits, and is closed if none appears.
    /// </summary>
    [Range(1_000_000L, 1_000_000_000_000L)]
    public long MaxInboundBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>
    /// What each connection may hold of an unfinished packet without waiting for others. Default 64 KiB. If all shares together are more
    /// than <see cref="MaxInboundBytes"/>, those who are too slow are cut.
    /// </summary>
    [Range(4_096, 100_000_000)]
    public int InboundShareBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// While others wait for inbound memory, a connection must send as much as it holds within this time. Default 2 minutes: 64 MiB with
    /// 560 KB a second. One that is behind by more than a twelfth of it is cut, the slowest first. While nobody waits nobody is cut for it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan InboundTurnover { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Most binary attachments of one packet, in either direction. Default 10: current socket.io clients take no more, and one packet with eleven would
    /// disconnect everyone it is sent to. More closes the connection that sends them; what is sent to clients beyond it is written as
    /// <c>{"type":"Buffer","data":"base64"}</c>.
    /// </summary>
    [Range(0, 100_000)]
    public int MaxAttachmentCount { get; set; } = DefaultMaxAttachmentCount;

    /// <summary>Deepest nesting of JSON. Default 1000. Deeper closes the connection.</summary>
    [Range(1, 10_000)]
    public int MaxJsonDepth { get; set; } = 1_000;

    /// <summary>
    /// Most bytes that may wait to be written to one connection. Default 16 MiB. Past it the environment's
    /// <c>SlowConsumers</c> applies, unless nothing else waits: one event of any permitted size can always be sent.
    /// </summary>
    [Range(65_536, 1_000_000_000)]
    public int MaxOutboundBytes { get; set; } = 16 * 1024 * 1024;
}
