using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>Brings the events of this gateway's stream to its connections.</summary>
/// <remarks>
/// Called from the stream's turns only, one batch at a time. Consecutive events of a channel are encoded once and appended to
/// each receiver's output as one piece, and each receiver touched by a batch is flushed once, as <see cref="FlushList"/> says. Nothing here waits for
/// a connection and nothing throws for one.
/// </remarks>
internal sealed partial class EventFanOut(
    LocalChannelIndex index,
    IEventReceivers connections,
    FlushList flushes,
    GatewayMetrics metrics,
    ILogger<EventFanOut> logger)
{
    private readonly EventRun _run = new();

    /// <summary>Delivers a batch of envelopes in order.</summary>
    public void Deliver(IEnumerable<Envelope> envelopes)
    {
        ArgumentNullException.ThrowIfNull(envelopes);
        flushes.Begin();
        try
        {
            foreach (var envelope in envelopes)
            {
                Deliver(envelope);
            }
        }
        finally
        {
            metrics.Flushed(flushes.End());
        }
    }

    private void Deliver(Envelope envelope)
    {
        var hasLocalJoin = false;
        index.TryGet(envelope.Channel, out var channel);
        _run.Clear();
        foreach (var channelEvent in envelope.Events)
        {
            var subject = FindSubject(channelEvent, channel);
            hasLocalJoin |= subject is not null && channelEvent.Kind == ChannelEventKind.Joined;
            _run.Add(channelEvent, subject);
        }

        if (channel is null)
        {
            // A join of one of ours is what brings a channel here; other events have no receivers.
            if (!hasLocalJoin)
            {
                DeliverToLeavers(envelope.Channel);
                return;
            }

            channel = index.GetOrAdd(envelope.Channel);
        }

        lock (channel.Lock)
        {
            _run.RemoveWhere(channelEvent => !Advance(channel, envelope, channelEvent));
            if (_run.Count > 0)
            {
                DeliverRun(envelope.Channel, channel);
            }

            if (envelope.Channel.Kind == ChannelKind.Channel)
            {
                index.RemoveIfEmpty(envelope.Channel, channel);
            }
        }
    }

    // A connection that is gone is no longer registered, but stays a receiver until its leave comes round.
    private EventReceiver? FindSubject(ChannelEvent channelEvent, LocalChannel? channel)
    {
        if (channelEvent.ConnectionId is not { } id)
        {
            return null;
        }

        if (connections.TryGet(id, out var connection))
        {
            return connection;
        }

        if (channel is null)
        {
            return null;
        }

        lock (channel.Lock)
        {
            return channel.Find(id);
        }
    }

    // Whoever is no subject of the run gets all of it, as bytes put together once; subjects get their own selection.
    private void DeliverRun(ChannelKey key, LocalChannel channel)
    {
        _run.FindSpecial();
        var deliveredCount = 0;
        foreach (var member in channel.Members)
        {
            if (!_run.IsSpecial(member))
            {
                flushes.Touch(member, _run.IsUrgent);
                _run.EnqueueTo(member, key);
                deliveredCount += _run.Count;
            }
        }

        foreach (var special in _run.Special)
        {
            deliveredCount += DeliverSelection(key, channel, special);
        }

        metrics.Delivered(deliveredCount);
    }

    private int DeliverSelection(ChannelKey key, LocalChannel channel, EventReceiver connection)
    {
        var deliveredCount = 0;
        var isMember = channel.Contains(connection);
        for (var i = 0; i < _run.Count; i++)
        {
            var (channelEvent, subject) = _run[i];
            var isDelivered = isMember;
            if (ReferenceEquals(subject, connection))
            {
                switch (channelEvent.Kind)
                {
                    case ChannelEventKind.Joined:
                        isMember = !connection.IsClosed;
                        isDelivered = channelEvent.Echo;
                        break;
                    case ChannelEventKind.Left:
                        isMember = false;
                        isDelivered = channelEvent.Echo;
                        break;
                    default:
                        isDelivered = isMember && channelEvent.Echo;
                        break;
                }
            }

            if (isDelivered)
            {
                flushes.Touch(connection, isUrgent: true);
                connection.Enqueue(_run.Encode(key, i));
                deliveredCount++;
            }
        }

        if (isMember)
        {
            channel.Add(connection);
        }
        else
        {
            channel.Remove(connection);
        }

        return deliveredCount;
    }

    private void DeliverToLeavers(ChannelKey key)
    {
        for (var i = 0; i < _run.Count; i++)
        {
            if (_run[i] is ({ Kind: ChannelEventKind.Left, Echo: true }, { } subject))
            {
                flushes.Touch(subject, isUrgent: true);
                subject.Enqueue(_run.Encode(key, i));
                metrics.Delivered(1);
            }
        }
    }

    private bool Advance(LocalChannel channel, Envelope envelope, ChannelEvent channelEvent)
    {
        if (channel.Epoch == envelope.Epoch && channel.LastOffset != 0)
        {
            if (channelEvent.Offset <= channel.LastOffset)
            {
                metrics.DuplicateSkipped();
                return false;
            }

            if (channelEvent.Offset != channel.LastOffset + 1)
            {
                metrics.GapSeen(channelEvent.Offset - channel.LastOffset - 1);
                Log.GapSeen(logger, envelope.Channel.Kind, channel.LastOffset, channelEvent.Offset);
            }
        }

        channel.Epoch = envelope.Epoch;
        channel.LastOffset = channelEvent.Offset;
        return true;
    }
}
