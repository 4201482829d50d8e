using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>One wish for one channel, as it travels on the uplink.</summary>
[GenerateSerializer, Immutable, Alias("realtime.channel-command")]
public sealed class ChannelCommand
{
    /// <summary>What is asked.</summary>
    [Id(0)]
    public required ChannelCommandKind Kind { get; init; }

    /// <summary>The connection that asks; <see langword="null"/> for a server and for attach and detach.</summary>
    [Id(1)]
    public string? ConnectionId { get; init; }

    /// <summary>Whether the asking connection gets the event too.</summary>
    [Id(2)]
    public bool Echo { get; init; }

    /// <summary>The event's name as a JSON token (text or number), for a publish.</summary>
    [Id(3)]
    public byte[]? EventName { get; init; }

    /// <summary>
    /// The profile of a join or update, the value of a publish; <see langword="null"/> when the client sent none, which is
    /// not the same as JSON <c>null</c>.
    /// </summary>
    [Id(4)]
    public Payload? Payload { get; init; }

    /// <summary>
    /// For a publish: <see cref="Payload"/> is not the value of <c>message</c> but the comma-separated arguments that follow
    /// the event's name.
    /// </summary>
    [Id(5)]
    public bool PayloadIsArguments { get; init; }

    /// <summary>For a resume: the last event the client has, as it says; <see langword="null"/> when it shows none since it joined.</summary>
    [Id(6)]
    public ClientPosition? Position { get; init; }

    /// <summary>
    /// For a publish: it is applied once among all that carry the same key, for as long as the event is in the log's tail; with the bounds of a
    /// <see cref="PublishKey"/>.
    /// </summary>
    [Id(7)]
    public string? DeduplicationKey { get; init; }

    /// <summary>For a join: the member stays for its grace when its gateway is lost.</summary>
    [Id(8)]
    public bool IsResumable { get; init; }

    /// <summary>
    /// For a leave: also of a member that is on another gateway or away. Of a session that this gateway took over and cannot go on with.
    /// </summary>
    [Id(9)]
    public bool IsAnywhere { get; init; }

    /// <summary>For a resume: names this try among those of its gateway. The resumption that comes of it bears the same number.</summary>
    [Id(10)]
    public long Attempt { get; init; }

    /// <summary>For a join: how many of the last messages the member is to get before the first new one.</summary>
    [Id(11)]
    public int Rewind { get; init; }

    /// <summary>For a publish: when it was taken, see <see cref="PublishTime"/>; 0 when nobody said.</summary>
    [Id(12)]
    public long PublishedAt { get; init; }

    /// <summary>The last span of its way, if that is traced; <see langword="null"/> nearly always.</summary>
    [Id(13)]
    public TraceContext? Trace { get; private set; }

    /// <summary>
    /// How often the connection's session had been taken over: of two attempts to speak for it the one with the higher number counts, and what the other
    /// still sends changes nothing.
    /// </summary>
    [Id(14)]
    public int Generation { get; init; }

    /// <summary>
    /// For a resume: where the client joined, or started to receive the log, as its session says. It has no right to anything before; <see langword="null"/>
    /// when that is not known.
    /// </summary>
    [Id(15)]
    public ClientPosition? Joined { get; init; }

    /// <summary>The bytes this command holds, which every bound counts.</summary>
    public int SizeBytes => 64 + (EventName?.Length ?? 0) + (DeduplicationKey?.Length ?? 0) + (Payload?.SizeBytes ?? 0);

    /// <summary>The event that this command becomes.</summary>
    /// <param name="kind">What happens by it.</param>
    /// <param name="offset">The offset that its owner gives it.</param>
    /// <param name="batch">The batch it came in; <see langword="null"/> for a server's.</param>
    /// <param name="commandIndex">Its place in the batch.</param>
    public ChannelEvent ToEvent(ChannelEventKind kind, long offset, BatchId? batch, int commandIndex) => new()
    {
        Kind = kind,
        Offset = offset,
        ConnectionId = ConnectionId,
        Echo = Echo,
        EventName = EventName,
        Payload = Payload,
        PayloadIsArguments = PayloadIsArguments,
        DeduplicationKey = DeduplicationKey,
        IsResumable = IsResumable,
        Rewind = Rewind,
        PublishedAt = PublishedAt,
        Generation = Generation,
        Batch = batch,
        CommandIndex = commandIndex,
    };

    /// <summary>The same command, on a way that is traced.</summary>
    /// <param name="trace">The last span of the way; <see langword="null"/> changes nothing.</param>
    public ChannelCommand WithTrace(TraceContext? trace)
    {
        if (trace is null)
        {
            return this;
        }

        var traced = (ChannelCommand)MemberwiseClone();
        traced.Trace = trace;
        return traced;
    }
}
