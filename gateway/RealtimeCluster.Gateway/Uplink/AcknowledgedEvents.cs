using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>
/// The events that commands of this gateway became, as their owner acknowledged them: the second copy of each until the streams
/// have brought it to the gateways concerned.
/// </summary>
/// <remarks>
/// Pure; not thread-safe. Bounded in time, number and bytes. An owner that dies later
/// than <see cref="Age"/> after an acknowledgement has long handed the event to its streams.
/// </remarks>
internal sealed class AcknowledgedEvents(TimeProvider time)
{
    /// <summary>How long an event is kept: more than a silo's outbox waits for a gateway.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(10);

    private const int MaxCount = 4_096;
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly Queue<(ChannelEvent Event, long Timestamp)> _events = new();
    private long _lastOffset;
    private long _bytes;

    /// <summary>The epoch of the events; 0 when there were none.</summary>
    public long Epoch { get; private set; }

    /// <summary>Keeps what a batch became.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="commands">Its commands.</param>
    /// <param name="reply">The owner's answer.</param>
    public void Add(BatchId id, ChannelCommand[] commands, UplinkReply reply)
    {
        if (reply.Epoch != Epoch)
        {
            _events.Clear();
            (Epoch, _lastOffset, _bytes) = (reply.Epoch, 0, 0);
        }

        var now = time.GetTimestamp();
        for (var i = 0; i < commands.Length; i++)
        {
            // A command that was recognised has the offset of its first time, which is lower than the last one.
            if (reply.Results[i] is { Outcome: CommandOutcome.Applied } result && result.Offset > _lastOffset && KindOf(commands[i].Kind) is { } kind)
            {
                _lastOffset = result.Offset;
                _events.Enqueue((commands[i].ToEvent(kind, result.Offset, id, i), now));
            }
        }

        Trim();
    }

    /// <summary>What is kept, oldest first.</summary>
    public ChannelEvent[] ToArray()
    {
        Trim();
        return [.. _events.Select(static entry => entry.Event)];
    }

    private void Trim()
    {
        while (_events.TryPeek(out var oldest) && (_events.Count > MaxCount || _bytes > MaxBytes || time.GetElapsedTime(oldest.Timestamp) > Age))
        {
            _bytes -= _events.Dequeue().Event.SizeBytes;
        }
    }

    // A resume is not among them: whoever is not resumed by its owner's stream is not resumed.
    private static ChannelEventKind? KindOf(ChannelCommandKind kind) => kind switch
    {
        ChannelCommandKind.Join => ChannelEventKind.Joined,
        ChannelCommandKind.Leave => ChannelEventKind.Left,
        ChannelCommandKind.Update => ChannelEventKind.Updated,
        ChannelCommandKind.Publish => ChannelEventKind.Message,
        _ => null,
    };
}
