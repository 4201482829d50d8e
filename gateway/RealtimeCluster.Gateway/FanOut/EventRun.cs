using System.Buffers;
using System.Runtime.InteropServices;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Messages;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>Consecutive events of one log on their way to its members: encoded when first asked for, put together once for all that stand at the same positions.</summary>
/// <param name="maxAttachmentCount">See <see cref="PacketLimitsOptions.MaxAttachmentCount"/>.</param>
/// <remarks>Not thread-safe; used again for each envelope.</remarks>
internal sealed class EventRun(int maxAttachmentCount)
{
    private readonly List<(ChannelEvent Event, EventReceiver? Subject)> _events = [];
    private readonly List<EventBody?> _bodies = [];
    private readonly Dictionary<PositionSet, RunEncoding> _encodings = [];
    private readonly HashSet<EventReceiver> _special = [];
    private ChannelKey _key;
    private LocalChannel? _channel;
    private RunEncoding? _plain;
    private PositionSet? _lastSet;
    private RunEncoding? _lastEncoding;

    public int Count => _events.Count;

    /// <summary>Whether it holds more than news of members.</summary>
    public bool IsUrgent { get; private set; }

    /// <summary>The connections that do not get all of the run: they join or leave in it, or do not receive an event of their own.</summary>
    public IReadOnlyCollection<EventReceiver> Special => _special;

    public (ChannelEvent Event, EventReceiver? Subject) this[int index] => _events[index];

    /// <summary>Begins a run.</summary>
    /// <param name="key">The log.</param>
    /// <param name="channel">Its receivers; <see langword="null"/> when there are none.</param>
    public void Begin(ChannelKey key, LocalChannel? channel)
    {
        (_key, _channel) = (key, channel);
        _events.Clear();
        _bodies.Clear();
        _encodings.Clear();
        _special.Clear();
        _plain = _lastEncoding = null;
        _lastSet = null;
        IsUrgent = false;
    }

    /// <summary>Appends an event.</summary>
    /// <param name="channelEvent">The event.</param>
    /// <param name="subject">The connection of this gateway that it is about, if there is one.</param>
    public void Add(ChannelEvent channelEvent, EventReceiver? subject)
    {
        _events.Add((channelEvent, subject));
        _bodies.Add(null);
        IsUrgent |= channelEvent.Kind == ChannelEventKind.Message;
        if (subject is not null && (!channelEvent.Echo || channelEvent.Kind is ChannelEventKind.Joined or ChannelEventKind.Left))
        {
            _special.Add(subject);
        }
    }

    public bool IsSpecial(EventReceiver connection) => _special.Count > 0 && _special.Contains(connection);

    /// <summary>One event as a connection sees it.</summary>
    /// <param name="positions">The logs the connection has had events of, this one included; <see langword="null"/> if it is not told.</param>
    /// <param name="index">The event.</param>
    public OutboundMessage Encode(PositionSet? positions, int index) => GetEncoding(positions).Get(index);

    /// <summary>Appends the whole run to a connection's output, in as few pieces as its size and the connection allow.</summary>
    public void EnqueueTo(EventReceiver connection)
    {
        var encoding = GetEncoding(connection.Positions);
        if (connection.MissesBySubject)
        {
            for (var i = 0; i < Count; i++)
            {
                connection.Enqueue(encoding.Get(i));
            }

            return;
        }

        foreach (var piece in encoding.Pieces)
        {
            connection.Enqueue(piece);
        }
    }

    private RunEncoding GetEncoding(PositionSet? positions)
    {
        if (positions is null)
        {
            return _plain ??= NewPlain();
        }

        if (!ReferenceEquals(positions, _lastSet))
        {
            (_lastSet, _lastEncoding) = (positions, Find(positions));
        }

        return _lastEncoding!;
    }

    private RunEncoding Find(PositionSet positions)
    {
        ref var encoding = ref CollectionsMarshal.GetValueRefOrAddDefault(_encodings, positions, out _);
        return encoding ??= NewWith(positions);
    }

    // Apart from those that call them, which would make what these capture for each receiver.
    private RunEncoding NewPlain() => new(Count, index => GetBody(index).ToMessage());

    private RunEncoding NewWith(PositionSet positions) => new(Count, index => EncodeWith(positions, index));

    private OutboundMessage EncodeWith(PositionSet positions, int index)
    {
        var argument = ArrayPool<byte>.Shared.Rent(positions.ArgumentLength);
        try
        {
            var written = argument.AsSpan(0, positions.ArgumentLength);
            positions.Write(written, _channel!, _events[index].Event.Offset);
            return GetBody(index).ToMessage(written);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(argument);
        }
    }

    private EventBody GetBody(int index) => _bodies[index] ??= EventEncoder.EncodeBody(_key, _events[index].Event, maxAttachmentCount);
}
