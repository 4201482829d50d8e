using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.EngineIO;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>Consecutive events of one log on their way to its members: encoded when first asked for, put together once for all.</summary>
/// <remarks>Not thread-safe; used again for each envelope.</remarks>
internal sealed class EventRun
{
    /// <summary>
    /// Bytes at which a piece is full: what waits for a client is bounded by pieces, and the newest one is always taken.
    /// </summary>
    private const int MaxPieceBytes = 64 * 1024;

    private readonly List<(ChannelEvent Event, EventReceiver? Subject)> _events = [];
    private readonly List<OutboundMessage?> _encoded = [];
    private readonly List<OutboundMessage> _pieces = [];
    private readonly HashSet<EventReceiver> _special = [];

    public int Count => _events.Count;

    /// <summary>Whether it holds more than news of members.</summary>
    public bool IsUrgent { get; private set; }

    /// <summary>The connections that do not get all of the run: they join or leave in it, or do not receive an event of their own.</summary>
    public IReadOnlyCollection<EventReceiver> Special => _special;

    public (ChannelEvent Event, EventReceiver? Subject) this[int index] => _events[index];

    public void Clear()
    {
        _events.Clear();
        _encoded.Clear();
        _pieces.Clear();
        _special.Clear();
        IsUrgent = false;
    }

    /// <summary>Appends an event.</summary>
    /// <param name="channelEvent">The event.</param>
    /// <param name="subject">The connection of this gateway that it is about, if there is one.</param>
    public void Add(ChannelEvent channelEvent, EventReceiver? subject)
    {
        _events.Add((channelEvent, subject));
        _encoded.Add(null);
        IsUrgent |= channelEvent.Kind == ChannelEventKind.Message;
    }

    /// <summary>Takes events out before anything was encoded; asked for each in order.</summary>
    public void RemoveWhere(Func<ChannelEvent, bool> isRemoved)
    {
        var removedCount = _events.RemoveAll(item => isRemoved(item.Event));
        _encoded.RemoveRange(_events.Count, removedCount);
    }

    /// <summary>Finds the connections that need a selection of their own.</summary>
    public void FindSpecial()
    {
        foreach (var (channelEvent, subject) in _events)
        {
            if (subject is not null && (!channelEvent.Echo || channelEvent.Kind is ChannelEventKind.Joined or ChannelEventKind.Left))
            {
                _special.Add(subject);
            }
        }
    }

    public bool IsSpecial(EventReceiver connection) => _special.Count > 0 && _special.Contains(connection);

    /// <summary>One event as clients see it.</summary>
    public OutboundMessage Encode(ChannelKey channel, int index) => _encoded[index] ??= EventEncoder.Encode(channel, _events[index].Event);

    /// <summary>Appends the whole run to a connection's output, in as few pieces as its size and the connection allow.</summary>
    public void EnqueueTo(EventReceiver connection, ChannelKey channel)
    {
        if (connection.MissesBySubject)
        {
            for (var i = 0; i < Count; i++)
            {
                connection.Enqueue(Encode(channel, i));
            }

            return;
        }

        if (_pieces.Count == 0)
        {
            PutTogether(channel);
        }

        foreach (var piece in _pieces)
        {
            connection.Enqueue(piece);
        }
    }

    private void PutTogether(ChannelKey channel)
    {
        var start = 0;
        while (start < Count)
        {
            var end = start;
            var bytes = 0;
            while (end < Count && (end == start || bytes + Encode(channel, end).SizeBytes <= MaxPieceBytes))
            {
                bytes += Encode(channel, end++).SizeBytes;
            }

            _pieces.Add(end - start == 1 ? Encode(channel, start) : OutboundMessage.Combine(_encoded[start..end]!, bytes));
            start = end;
        }
    }
}
