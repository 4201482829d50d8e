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
        foreach (var i in InOrderOfOffsets(reply.Results))
        {
            // A command that an earlier batch brought too has the offset of its first time, which is not higher than the last one.
            if (reply.Results[i] is { Outcome: CommandOutcome.Applied } result && result.Offset > _lastOffset && KindOf(commands[i].Kind) is { } kind)
            {
                _lastOffset = result.Offset;
                if (kind == ChannelEventKind.Joined)
                {
                    _departed?.Remove(commands[i].ConnectionId!);
                }

                var channelEvent = commands[i].ToEvent(kind, result.Offset, id, i);
                _events.Enqueue((channelEvent, now));
                _bytes += channelEvent.SizeBytes;
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

    // Of a batch that came again, an owner may recognise later commands and not the ones before them, which come to stand behind those.
    private static IEnumerable<int> InOrderOfOffsets(CommandResult[] results)
    {
        var all = Enumerable.Range(0, results.Length);
        for (var i = 1; i < results.Length; i++)
        {
            if (results[i].Offset < results[i - 1].Offset)
            {
                return all.OrderBy(i => results[i].Offset);
            }
        }

        return all;
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
