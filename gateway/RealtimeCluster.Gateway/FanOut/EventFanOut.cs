using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.EngineIO;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>Brings the events of this gateway's stream to its connections.</summary>
/// <remarks>
/// Called from the stream's turns only, one batch at a time. An event is encoded once, appended to each receiver's output, and
/// each receiver touched by a batch is flushed once at its end. Nothing here waits for a connection and nothing throws for one.
/// </remarks>
internal sealed partial class EventFanOut(
    LocalChannelIndex index,
    ConnectionRegistry connections,
    GatewayMetrics metrics,
    ILogger<EventFanOut> logger)
{
    private const int MinParallelFlushes = 128;

    private readonly List<Connection> _touched = [];

    /// <summary>Delivers a batch of envelopes in order.</summary>
    public void Deliver(IEnumerable<Envelope> envelopes)
    {
        ArgumentNullException.ThrowIfNull(envelopes);
        foreach (var envelope in envelopes)
        {
            Deliver(envelope);
        }

        Flush();
        metrics.Flushed(_touched.Count);
        _touched.Clear();
    }

    // A flush is a system call, and many of them are what a hot channel costs: they are spread over the processors.
    private void Flush()
    {
        if (_touched.Count < MinParallelFlushes || Environment.ProcessorCount == 1)
        {
            Flush(0, _touched.Count);
            return;
        }

        var lanes = Math.Min(Environment.ProcessorCount, _touched.Count / (MinParallelFlushes / 2));
        Parallel.For(0, lanes, lane => Flush((int)((long)_touched.Count * lane / lanes), (int)((long)_touched.Count * (lane + 1) / lanes)));
    }

    private void Flush(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var connection = _touched[i];
            connection.IsTouched = false;
            connection.Flush();
        }
    }

    private void Deliver(Envelope envelope)
    {
        foreach (var channelEvent in envelope.Events)
        {
            // A join of one of ours is what brings a channel here; other events without receivers need nothing.
            var subject = channelEvent.ConnectionId is { } id && connections.TryGet(id, out var connection) ? connection : null;
            if (!index.TryGet(envelope.Channel, out var channel))
            {
                if (channelEvent.Kind != ChannelEventKind.Joined || subject is null)
                {
                    DeliverToLeaver(envelope.Channel, channelEvent, subject);
                    continue;
                }

                channel = index.GetOrAdd(envelope.Channel);
            }

            lock (channel.Lock)
            {
                if (Advance(channel, envelope, channelEvent))
                {
                    Deliver(envelope.Channel, channel, channelEvent, subject);
                }

                if (envelope.Channel.Kind == ChannelKind.Channel)
                {
                    index.RemoveIfEmpty(envelope.Channel, channel);
                }
            }
        }
    }

    private void Deliver(ChannelKey key, LocalChannel channel, ChannelEvent channelEvent, Connection? subject)
    {
        if (channelEvent.Kind == ChannelEventKind.Left && subject is not null)
        {
            channel.Remove(subject);
        }

        var deliveredCount = 0;
        OutboundMessage? message = null;
        foreach (var member in channel.Members)
        {
            if (!ReferenceEquals(member, subject) || channelEvent.Echo)
            {
                Enqueue(member, message ??= EventEncoder.Encode(key, channelEvent));
                deliveredCount++;
            }
        }

        if (subject is not null)
        {
            // The joiner comes after the others, and a leaver that asked for it is told last.
            if (channelEvent.Kind == ChannelEventKind.Joined && !subject.IsClosed)
            {
                channel.Add(subject);
            }

            if (channelEvent.Kind is ChannelEventKind.Joined or ChannelEventKind.Left && channelEvent.Echo)
            {
                Enqueue(subject, message ?? EventEncoder.Encode(key, channelEvent));
                deliveredCount++;
            }
        }

        metrics.Delivered(deliveredCount);
    }

    private void DeliverToLeaver(ChannelKey key, ChannelEvent channelEvent, Connection? subject)
    {
        if (channelEvent is { Kind: ChannelEventKind.Left, Echo: true } && subject is not null)
        {
            Enqueue(subject, EventEncoder.Encode(key, channelEvent));
            metrics.Delivered(1);
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

    private void Enqueue(Connection connection, OutboundMessage message)
    {
        connection.Enqueue(message);
        if (!connection.IsTouched)
        {
            connection.IsTouched = true;
            _touched.Add(connection);
        }
    }
}
