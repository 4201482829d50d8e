using System.Buffers;
using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Messages;

/// <summary>Writes an event as clients see it, once for all of them.</summary>
/// <remarks>The shapes are the public contract of Agnost's engine: <c>[name, {channel, message}]</c>; payload bytes are copied as they are.</remarks>
internal static class EventEncoder
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? ThreadBuffer;

    /// <summary>Encodes an event of a log.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="channelEvent">The event.</param>
    /// <param name="maxAttachmentCount">See <see cref="PacketLimitsOptions.MaxAttachmentCount"/>.</param>
    public static OutboundMessage Encode(ChannelKey channel, ChannelEvent channelEvent, int maxAttachmentCount = PacketLimitsOptions.DefaultMaxAttachmentCount) =>
        EncodeBody(channel, channelEvent, maxAttachmentCount).ToMessage();

    /// <summary>Encodes what all receivers of an event share.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="channelEvent">An event that clients see.</param>
    /// <param name="maxAttachmentCount">See <see cref="PacketLimitsOptions.MaxAttachmentCount"/>.</param>
    public static EventBody EncodeBody(ChannelKey channel, ChannelEvent channelEvent, int maxAttachmentCount = PacketLimitsOptions.DefaultMaxAttachmentCount)
    {
        var buffer = ThreadBuffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        var attachments = channelEvent.Payload?.Attachments ?? [];
        switch (channelEvent.Kind)
        {
            case ChannelEventKind.Message when channelEvent.PayloadIsArguments:
                buffer.Write("["u8);
                buffer.Write(channelEvent.EventName);
                buffer.Write(","u8);
                buffer.Write(channelEvent.Payload!.Json);
                buffer.Write("]"u8);
                break;
            case ChannelEventKind.Message:
                WriteMessage(buffer, channelEvent.EventName, channel, channelEvent.Payload);
                break;
            case ChannelEventKind.Joined:
                WriteMember(buffer, "[\"channel:join\","u8, channel, channelEvent);
                break;
            case ChannelEventKind.Left:
                WriteMember(buffer, "[\"channel:leave\","u8, channel, channelEvent);
                break;
            case ChannelEventKind.Updated:
                WriteMember(buffer, "[\"channel:update\","u8, channel, channelEvent);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(channelEvent), channelEvent.Kind, "Unknown kind of event.");
        }

        // Only messages can be missed: a member list with a missing change stays wrong. User events are few, and matter.
        var subject = channelEvent is { Kind: ChannelEventKind.Message, EventName: { } name } && channel.Kind != ChannelKind.User
            ? new EventSubject(channel, name)
            : null;
        var body = attachments.Length > maxAttachmentCount
            ? new EventBody(WriteInline(new Payload(buffer.WrittenSpan.ToArray(), attachments)), [], subject)
            : new EventBody(buffer.WrittenSpan.ToArray(), attachments, subject);
        if (buffer.Capacity > 1024 * 1024)
        {
            // One huge event must not keep its memory on every thread for good.
            ThreadBuffer = null;
        }

        return body;
    }

    // More attachments than a receiver's parser takes would end its connection.
    private static byte[] WriteInline(Payload array)
    {
        var target = new ArrayBufferWriter<byte>(array.SizeBytes + (array.SizeBytes / 3));
        Placeholders.AppendInline(target, array, asBase64: true);
        return target.WrittenSpan.ToArray();
    }

    private static void WriteMessage(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> eventName, ChannelKey channel, Payload? payload)
    {
        buffer.Write("["u8);
        buffer.Write(eventName);
        buffer.Write(",{\"channel\":"u8);
        WriteChannel(buffer, channel);
        if (payload is not null)
        {
            buffer.Write(",\"message\":"u8);
            buffer.Write(payload.Json);
        }

        buffer.Write("}]"u8);
    }

    private static void WriteMember(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> head, ChannelKey channel, ChannelEvent channelEvent)
    {
        buffer.Write(head);
        buffer.Write("{\"channel\":"u8);
        WriteChannel(buffer, channel);
        buffer.Write(",\"message\":{\"id\":\""u8);
        Encoding.UTF8.GetBytes(channelEvent.ConnectionId, buffer);
        buffer.Write("\""u8);
        if (channelEvent.Payload is { } profile)
        {
            buffer.Write(",\"data\":"u8);
            buffer.Write(profile.Json);
        }

        buffer.Write("}}]"u8);
    }

    // A channel's canonical name is the body of a JSON string already; broadcast and user events name no channel.
    private static void WriteChannel(ArrayBufferWriter<byte> buffer, ChannelKey channel)
    {
        if (channel.Kind != ChannelKind.Channel)
        {
            buffer.Write("null"u8);
            return;
        }

        buffer.Write("\""u8);
        Encoding.UTF8.GetBytes(channel.Name, buffer);
        buffer.Write("\""u8);
    }
}
