using System.Buffers;
using System.Buffers.Text;
using System.Text;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>Writes Socket.IO 5 packets. JSON is taken as it is: the caller vouches for it.</summary>
public static class SocketIOEncoder
{
    private const int MaxFixedBytes = 64;

    /// <summary>Writes an event.</summary>
    /// <param name="jsonArray">The event name and its arguments, one JSON array.</param>
    /// <param name="attachments">The binary parts the placeholders refer to.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="ackId">The number the client is asked to acknowledge with.</param>
    public static OutboundMessage Event(ReadOnlySpan<byte> jsonArray, IReadOnlyList<byte[]> attachments, string ns = "/", long? ackId = null) =>
        Packet((byte)(attachments is { Count: > 0 } ? '5' : '2'), attachments, ns, ackId, jsonArray, default);

    /// <summary>Writes an event that a client which reads too slowly may miss.</summary>
    /// <param name="jsonArray">The event name and its arguments, one JSON array.</param>
    /// <param name="attachments">The binary parts the placeholders refer to.</param>
    /// <param name="subject">What it is about: a newer event with an equal subject supersedes it.</param>
    internal static OutboundMessage Event(ReadOnlySpan<byte> jsonArray, IReadOnlyList<byte[]> attachments, object? subject) =>
        Packet((byte)(attachments is { Count: > 0 } ? '5' : '2'), attachments, "/", null, jsonArray, default, subject);

    /// <summary>Writes an event with one more argument than the array has, so that the array can be shared.</summary>
    /// <param name="jsonArray">The event name and its arguments, one JSON array that is not empty and ends with its bracket.</param>
    /// <param name="lastArgument">The raw JSON of the argument to add.</param>
    /// <param name="attachments">The binary parts the placeholders refer to.</param>
    /// <param name="ns">The namespace.</param>
    public static OutboundMessage EventWithArgument(
        ReadOnlySpan<byte> jsonArray,
        ReadOnlySpan<byte> lastArgument,
        IReadOnlyList<byte[]> attachments,
        string ns = "/") => EventWithArgument(jsonArray, lastArgument, attachments, ns, subject: null);

    internal static OutboundMessage EventWithArgument(
        ReadOnlySpan<byte> jsonArray,
        ReadOnlySpan<byte> lastArgument,
        IReadOnlyList<byte[]> attachments,
        string ns,
        object? subject)
    {
        var tail = ArrayPool<byte>.Shared.Rent(lastArgument.Length + 2);
        try
        {
            return Packet(
                (byte)(attachments is { Count: > 0 } ? '5' : '2'),
                attachments,
                ns,
                null,
                jsonArray[..^1],
                WriteEnd(tail, lastArgument),
                subject);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(tail);
        }
    }

    /// <summary>Writes what the receivers of a large event share of it, all but its last argument.</summary>
    /// <param name="jsonArray">The event name and its arguments, one JSON array that is not empty and ends with its bracket.</param>
    /// <param name="attachments">The binary parts the placeholders refer to.</param>
    internal static SharedPacket EventWithoutEnd(ReadOnlySpan<byte> jsonArray, IReadOnlyList<byte[]> attachments)
    {
        Span<byte> head = stackalloc byte[MaxFixedBytes];
        return new SharedPacket(head[..WriteEventHead(head, attachments.Count)], jsonArray[..^1], attachments);
    }

    /// <summary>Writes an event with one more argument than its shared part has.</summary>
    /// <param name="shared">The shared part.</param>
    /// <param name="lastArgument">The raw JSON of the argument to add.</param>
    /// <param name="subject">What it is about.</param>
    internal static OutboundMessage EventWithArgument(SharedPacket shared, ReadOnlySpan<byte> lastArgument, object? subject)
    {
        var end = ArrayPool<byte>.Shared.Rent(lastArgument.Length + 2);
        try
        {
            return OutboundMessage.WithEnd(shared, WriteEnd(end, lastArgument), subject);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(end);
        }
    }

    /// <summary>Writes the acknowledgement of a client's event.</summary>
    /// <param name="ackId">The number the client gave.</param>
    /// <param name="argsJsonArray">The answer, one JSON array.</param>
    /// <param name="attachments">The binary parts the placeholders refer to.</param>
    /// <param name="ns">The namespace.</param>
    public static OutboundMessage Ack(long ackId, ReadOnlySpan<byte> argsJsonArray, IReadOnlyList<byte[]> attachments, string ns = "/") =>
        Packet((byte)(attachments is { Count: > 0 } ? '6' : '3'), attachments, ns, ackId, argsJsonArray, default);

    /// <summary>Writes the acknowledgement of a client's event with one argument, so that its bytes can be shared.</summary>
    /// <param name="ackId">The number the client gave.</param>
    /// <param name="argument">The raw JSON of the argument.</param>
    /// <param name="attachments">The binary parts the placeholders refer to.</param>
    /// <param name="ns">The namespace.</param>
    public static OutboundMessage AckWithArgument(long ackId, ReadOnlySpan<byte> argument, IReadOnlyList<byte[]> attachments, string ns = "/") =>
        Packet((byte)(attachments is { Count: > 0 } ? '6' : '3'), attachments, ns, ackId, argument, "]"u8, start: "["u8);

    /// <summary>Writes the answer that lets a client in.</summary>
    /// <param name="sid">The id of its session in the namespace.</param>
    /// <param name="pid">The raw JSON of its private id; empty for none.</param>
    /// <param name="ns">The namespace.</param>
    public static OutboundMessage Connect(string sid, ReadOnlySpan<byte> pid = default, string ns = "/")
    {
        ArgumentNullException.ThrowIfNull(sid);
        var text = pid.IsEmpty ? $$"""{"sid":"{{sid}}"}""" : $$"""{"sid":"{{sid}}","pid":{{Encoding.UTF8.GetString(pid)}}}""";
        return Packet((byte)'0', [], ns, null, Encoding.UTF8.GetBytes(text), default);
    }

    /// <summary>Writes the answer that sends a client away.</summary>
    /// <param name="errorJson">One raw JSON object.</param>
    /// <param name="ns">The namespace.</param>
    public static OutboundMessage ConnectError(ReadOnlySpan<byte> errorJson, string ns = "/") =>
        Packet((byte)'4', [], ns, null, errorJson, default);

    /// <summary>Writes the packet that ends a client's session in a namespace.</summary>
    /// <param name="ns">The namespace.</param>
    public static OutboundMessage Disconnect(string ns = "/") => Packet((byte)'1', [], ns, null, default, default);

    private static ReadOnlySpan<byte> WriteEnd(Span<byte> destination, ReadOnlySpan<byte> lastArgument)
    {
        destination[0] = (byte)',';
        lastArgument.CopyTo(destination[1..]);
        destination[lastArgument.Length + 1] = (byte)']';
        return destination[..(lastArgument.Length + 2)];
    }

    private static int WriteEventHead(Span<byte> head, int attachmentCount)
    {
        head[0] = PacketType.Message;
        head[1] = (byte)(attachmentCount > 0 ? '5' : '2');
        if (attachmentCount == 0)
        {
            return 2;
        }

        Utf8Formatter.TryFormat(attachmentCount, head[2..], out var written);
        head[2 + written] = (byte)'-';
        return 3 + written;
    }

    private static OutboundMessage Packet(
        byte type,
        IReadOnlyList<byte[]> attachments,
        string ns,
        long? ackId,
        ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> tail,
        object? subject = null,
        ReadOnlySpan<byte> start = default)
    {
        ArgumentNullException.ThrowIfNull(attachments);
        ArgumentNullException.ThrowIfNull(ns);
        var headBytes = MaxFixedBytes + (ns.Length > 1 ? Encoding.UTF8.GetMaxByteCount(ns.Length) : 0);
        Span<byte> head = headBytes <= 256 ? stackalloc byte[headBytes] : new byte[headBytes];
        head[0] = PacketType.Message;
        head[1] = type;
        var length = 2;
        if (attachments.Count > 0)
        {
            Utf8Formatter.TryFormat(attachments.Count, head[length..], out var written);
            length += written;
            head[length++] = (byte)'-';
        }

        if (ns.Length > 1)
        {
            length += Encoding.UTF8.GetBytes(ns, head[length..]);
            head[length++] = (byte)',';
        }

        if (ackId is { } id)
        {
            Utf8Formatter.TryFormat(id, head[length..], out var written);
            length += written;
        }

        start.CopyTo(head[length..]);
        length += start.Length;
        return OutboundMessage.Create(head[..length], body, tail, attachments, subject);
    }
}
