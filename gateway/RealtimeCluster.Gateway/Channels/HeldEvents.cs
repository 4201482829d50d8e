using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Messages;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Channels;

/// <summary>
/// The events of a connection that is being resumed: what it missed and what happens meanwhile, kept until every one of its logs
/// has come.
/// </summary>
/// <remarks>
/// While some logs have come and others have not, the connection's positions are its own: each event is given those it will have
/// when it is received. Used by the stream's turns only.
/// </remarks>
internal sealed class HeldEvents(string connectionId, IReadOnlyDictionary<string, ClientPosition> shown, IEnumerable<ChannelKey> logs, long maxBytes, int maxAttachmentCount)
{
    private static long LastAttempt;

    private readonly HashSet<ChannelKey> _awaited = [.. logs];
    private readonly Dictionary<ChannelKey, (LocalChannel Channel, long After, long Bytes, bool IsDropped)> _come = [];
    private readonly List<(ChannelKey Key, LocalChannel Channel, ChannelEvent Event)> _events = [];
    private readonly List<(LocalChannel Channel, long Offset)> _positions = [];
    private long _bytes;

    /// <summary>
    /// Goes with each resume, and comes back with what it brings. A batch is applied again when its owner died unheard, so that the
    /// same client, cut again and back on this gateway, can meet what its former connection here asked for.
    /// </summary>
    public long Attempt { get; } = Interlocked.Increment(ref LastAttempt);

    /// <summary>Whether every log has come.</summary>
    public bool IsComplete => _awaited.Count == 0;

    /// <summary>The logs whose positions the client knows of.</summary>
    public IEnumerable<LocalChannel> Channels => _positions.Select(static position => position.Channel);

    /// <summary>A log has come: takes what was missed of it.</summary>
    /// <returns>False when it had come before, or another connection asked for it.</returns>
    public bool TryResume(LocalChannel channel, Resumption resumption, Envelope envelope)
    {
        if (resumption.Attempt != Attempt || !_awaited.Remove(envelope.Channel))
        {
            return false;
        }

        _come[envelope.Channel] = (channel, resumption.After, 0, false);

        // What a client does not show it counts from where it started, and goes on to.
        if (shown.ContainsKey(PositionToken.ToText(channel.Replica.Name)))
        {
            _positions.Add((channel, resumption.After));
        }

        AddMissed(envelope.Replay);

        // Others who are resumed with it may come back after the members saw them leave.
        AddMissed(envelope.Events);
        return true;

        void AddMissed(ChannelEvent[] events)
        {
            foreach (var channelEvent in events)
            {
                if (channelEvent.Offset > resumption.After && channelEvent.IsVisible && IsFor(channelEvent))
                {
                    Add(envelope.Channel, channel, channelEvent);
                }
            }
        }
    }

    /// <summary>Takes an event that happened meanwhile.</summary>
    public void Add(ChannelKey key, LocalChannel channel, ChannelEvent channelEvent)
    {
        if (_awaited.Contains(key))
        {
            // It is part of what was missed, which comes as a whole.
            return;
        }

        if (!_come.TryGetValue(key, out var log) || log.IsDropped)
        {
            return;
        }

        // Each message names the positions in all logs.
        var bytes = channelEvent.SizeBytes + (_come.Count * PositionToken.SlotLength);
        _come[key] = log with { Bytes = log.Bytes + bytes };
        _events.Add((key, channel, channelEvent));
        _bytes += bytes;
        while (_bytes > maxBytes)
        {
            DropLargest();
        }
    }

    /// <summary>Everything, as the client sees it, in order.</summary>
    public List<OutboundMessage> Encode()
    {
        var messages = new List<OutboundMessage>(_events.Count);
        foreach (var (key, channel, channelEvent) in _events)
        {
            Advance(channel, channelEvent.Offset);
            messages.Add(EventEncoder.EncodeBody(key, channelEvent, maxAttachmentCount).ToMessage(WriteArgument()));
        }

        return messages;
    }

    /// <summary>What is not among that, after which the logs concerned go on: everything of a log from where the client was, when all of them were too much.</summary>
    public RecoveryGap[] TakeGaps()
    {
        var gaps = new List<RecoveryGap>();
        foreach (var (key, log) in _come)
        {
            if (log.IsDropped)
            {
                gaps.Add(new RecoveryGap(key, log.Channel.Replica.Epoch, log.After + 1, log.Channel.Replica.LastOffset));
                Advance(log.Channel, log.Channel.Replica.LastOffset);
            }
        }

        return [.. gaps];
    }

    private void DropLargest()
    {
        var (key, log) = _come.Where(static entry => !entry.Value.IsDropped).MaxBy(static entry => entry.Value.Bytes);
        _events.RemoveAll(held => held.Key == key);
        _bytes -= log.Bytes;
        _come[key] = log with { Bytes = 0, IsDropped = true };
    }

    private bool IsFor(ChannelEvent channelEvent) => channelEvent.Echo || channelEvent.ConnectionId != connectionId;

    private void Advance(LocalChannel channel, long offset)
    {
        var place = _positions.FindIndex(position => ReferenceEquals(position.Channel, channel));
        if (place < 0)
        {
            _positions.Add((channel, offset));
        }
        else
        {
            _positions[place] = (channel, offset);
        }
    }

    private byte[] WriteArgument()
    {
        var argument = new byte[(_positions.Count * PositionToken.SlotLength) + 2];
        argument[0] = argument[^1] = (byte)'"';
        for (var i = 0; i < _positions.Count; i++)
        {
            var (channel, offset) = _positions[i];
            PositionToken.WriteSlot(argument.AsSpan(1 + (i * PositionToken.SlotLength)), channel.Replica.Name, channel.Replica.Epoch, offset);
        }

        return argument;
    }
}
