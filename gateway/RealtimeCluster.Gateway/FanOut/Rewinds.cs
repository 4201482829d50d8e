using Microsoft.Extensions.Options;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Messages;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>Brings old messages to whoever joined with a wish for them.</summary>
/// <remarks>Used by the stream's turns only, at the join, so that the old messages come before all that happens after it.</remarks>
internal sealed class Rewinds(FlushList flushes, PositionSets positionSets, IOptions<LimitsOptions> limits, IOptions<PacketLimitsOptions> packets)
{
    // Put together once for all joiners of a batch of envelopes: they name no position, which would be another for each of them.
    private readonly Dictionary<ChannelEvent, OutboundMessage> _messages = [];
    private readonly int _maxBytes = limits.Value.MaxRewindBytes;
    private readonly int _maxAttachmentCount = packets.Value.MaxAttachmentCount;

    /// <summary>Delivers the messages a join asked for: what the owner sent along; else, of an owner that died over it, what this gateway has itself.</summary>
    /// <param name="envelope">What the join came in.</param>
    /// <param name="channel">Its log.</param>
    /// <param name="connection">The joiner.</param>
    /// <param name="joined">The join.</param>
    /// <returns>How many messages it got.</returns>
    public int Deliver(Envelope envelope, LocalChannel channel, EventReceiver connection, ChannelEvent joined)
    {
        if (joined.Rewind == 0 || connection.Held is not null)
        {
            return 0;
        }

        var messages = Select(ChannelTail.LastMessages(envelope.Rewind.Length > 0 ? envelope.Rewind : channel.Replica.GetTail(), joined.Offset, joined.Rewind), connection);
        positionSets.Note(connection, channel);
        flushes.Touch(connection, isUrgent: true);
        var bytes = 0L;
        foreach (var message in messages)
        {
            // Whoever is cut off here comes back as one that has joined: what it missed begins with its join, which needs no position.
            connection.Enqueue(Encode(envelope.Channel, message));
            bytes += message.SizeBytes;
        }

        connection.OnRewound(envelope.Channel, joined.Rewind, messages.Length, bytes);
        return messages.Length;
    }

    /// <summary>The batch of envelopes is delivered.</summary>
    public void End() => _messages.Clear();

    // The newest ones that fit, and one in any case.
    private ReadOnlySpan<ChannelEvent> Select(ChannelEvent[] messages, EventReceiver connection)
    {
        ChannelEvent[] own = [.. messages.Where(message => message.Echo || message.ConnectionId != connection.Id)];
        var start = own.Length;
        for (var bytes = 0L; start > 0; start--)
        {
            bytes += own[start - 1].SizeBytes;
            if (bytes > _maxBytes && start < own.Length)
            {
                break;
            }
        }

        return own.AsSpan(start);
    }

    private OutboundMessage Encode(ChannelKey channel, ChannelEvent message)
    {
        if (!_messages.TryGetValue(message, out var encoded))
        {
            _messages.Add(message, encoded = EventEncoder.EncodeBody(channel, message, _maxAttachmentCount).ToMessage());
        }

        return encoded;
    }
}
