using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>
/// The events that commands of this gateway became, as their owner acknowledged them: the second copy of each until the streams
/// have brought it to the gateways concerned.
/// </summary>
/// <remarks>
/// Pure; not thread-safe. Bounded in time, number and bytes. An owner that dies later
/// than <paramref name="age"/> after an acknowledgement has long handed the event to its streams.
/// </remarks>
/// <param name="age">How long an event is kept: <see cref="Clustering.Recovery.RecoveryTimes.Kept"/>.</param>
/// <param name="time">The clock.</param>
internal sealed class AcknowledgedEvents(TimeSpan age, TimeProvider time)
{
    private const int MaxCount = 4_096;
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly Queue<(ChannelEvent Event, long Timestamp)> _events = new();
    private Dictionary<string, int>? _departed;
    private long _epoch;
    private long _lastOffset;
    private long _bytes;

    /// <summary>Whether nothing is kept.</summary>
    public bool IsEmpty => _events.Count == 0;

    /// <summary>Keeps what a batch became.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="commands">Its commands.</param>
    /// <param name="reply">The owner's answer.</param>
    public void Add(BatchId id, ChannelCommand[] commands, UplinkReply reply)
    {
        if (reply.Epoch != _epoch)
        {
            Begin(reply);
        }

        var now = time.GetTimestamp();
        if (AreInOrder(reply.Results))
        {
            for (var i = 0; i < commands.Length; i++)
            {
                Add(id, commands[i], i, reply.Results[i], now);
            }
        }
        else
        {
            // Of a batch that came again, its owner recognised later commands and not the ones before them, which came to stand behind those.
            foreach (var (i, result) in reply.Results.Index().OrderBy(static one => one.Item.Offset))
            {
                Add(id, commands[i], i, result, now);
            }
        }

        Trim();
    }

    /// <summary>
    /// A connection goes on elsewhere: should nobody know what became of it there, its join here is no sign that it is here.
    /// </summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="generation">The generation that went.</param>
    public void Depart(string connectionId, int generation)
    {
        if (IsJoinKept(connectionId))
        {
            (_departed ??= new Dictionary<string, int>(StringComparer.Ordinal))[connectionId] = generation;
        }
    }

    /// <summary>All that is kept.</summary>
    public Acknowledgements Describe()
    {
        Trim();
        foreach (var connectionId in _departed?.Keys.Where(connectionId => !IsJoinKept(connectionId)).ToArray() ?? [])
        {
            _departed!.Remove(connectionId);
        }

        return new Acknowledgements(
            _epoch,
            [.. _events.Select(static entry => entry.Event)],
            [.. _departed?.Select(static departed => new EndedSession(departed.Key, departed.Value)) ?? []]);
    }

    /// <summary>Lets go of what is too old.</summary>
    public void Trim()
    {
        while (_events.TryPeek(out var oldest) && (_events.Count > MaxCount || _bytes > MaxBytes || time.GetElapsedTime(oldest.Timestamp) > age))
        {
            _bytes -= _events.Dequeue().Event.SizeBytes;
        }

        if (_events.Count == 0)
        {
            _events.TrimExcess();
            _departed = null;
        }
    }

    private static bool AreInOrder(CommandResult[] results)
    {
        for (var i = 1; i < results.Length; i++)
        {
            if (results[i].Offset < results[i - 1].Offset)
            {
                return false;
            }
        }

        return true;
    }

    // A command that an earlier batch brought too has the offset of its first time, which is not higher than the last one.
    private void Add(BatchId id, ChannelCommand command, int index, CommandResult result, long now)
    {
        if (result.Outcome != CommandOutcome.Applied || result.Offset <= _lastOffset || KindOf(command.Kind) is not { } kind)
        {
            return;
        }

        _lastOffset = result.Offset;
        if (kind == ChannelEventKind.Joined)
        {
            _departed?.Remove(command.ConnectionId!);
        }

        var channelEvent = command.ToEvent(kind, result.Offset, id, index);
        _events.Enqueue((channelEvent, now));
        _bytes += channelEvent.SizeBytes;
    }

    // A new epoch goes on with the events that its owner learnt of. One that could not ask this gateway begins lower.
    private void Begin(UplinkReply reply)
    {
        _epoch = reply.Epoch;
        if (reply.Results.All(result => result.Offset < _lastOffset))
        {
            _events.Clear();
            _departed = null;
            (_lastOffset, _bytes) = (0, 0);
        }
    }

    private bool IsJoinKept(string connectionId) =>
        _events.Any(entry => entry.Event.Kind == ChannelEventKind.Joined && entry.Event.ConnectionId == connectionId);

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
