using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>Reads Socket.IO 5 packets from untrusted text. Never throws, and never decodes what it need not.</summary>
internal static class SocketIODecoder
{
    /// <summary>Longest namespace in bytes.</summary>
    public const int MaxNamespaceBytes = 256;

    /// <summary>Most digits of an acknowledgement's number: what a client's number type can count.</summary>
    public const int MaxAckIdDigits = 15;

    private const int MaxAttachmentDigits = 6;

    /// <summary>Reads one packet; false when it is malformed or above a limit.</summary>
    /// <param name="text">The text, valid UTF-8.</param>
    /// <param name="maxAttachments">Most attachments.</param>
    /// <param name="maxDepth">Deepest JSON.</param>
    /// <param name="packet">The packet.</param>
    public static bool TryRead(ReadOnlyMemory<byte> text, int maxAttachments, int maxDepth, out SocketIOPacket packet)
    {
        packet = default;
        var span = text.Span;
        if (span.IsEmpty || span[0] is < (byte)'0' or > (byte)'6')
        {
            return false;
        }

        var type = (SocketIOPacketType)(span[0] - '0');
        var position = 1;
        return TryReadAttachmentCount(span, type, maxAttachments, ref position, out var attachments)
            && TryReadNamespace(span, ref position, out var ns)
            && TryReadAckId(span, ref position, out var ackId)
            && TryReadPayload(text[position..], type, attachments, maxDepth, out var elements)
            && Assign(out packet, new SocketIOPacket(type, attachments, ns, ackId, text[position..], elements));
    }

    private static bool Assign(out SocketIOPacket target, SocketIOPacket value)
    {
        target = value;
        return true;
    }

    private static bool TryReadAttachmentCount(ReadOnlySpan<byte> text, SocketIOPacketType type, int max, ref int position, out int count)
    {
        count = 0;
        if (type is not (SocketIOPacketType.BinaryEvent or SocketIOPacketType.BinaryAck))
        {
            return true;
        }

        var digits = CountDigits(text[position..]);
        if (digits is 0 or > MaxAttachmentDigits || !Utf8Parser.TryParse(text.Slice(position, digits), out count, out _) || count > max)
        {
            return false;
        }

        position += digits;
        return position < text.Length && text[position++] == '-';
    }

    private static bool TryReadNamespace(ReadOnlySpan<byte> text, ref int position, out string ns)
    {
        ns = "/";
        if (position >= text.Length || text[position] != '/')
        {
            return true;
        }

        var rest = text[position..];
        var comma = rest.IndexOf((byte)',');
        var name = comma < 0 ? rest : rest[..comma];
        if (name.Length > MaxNamespaceBytes)
        {
            return false;
        }

        position += comma < 0 ? name.Length : comma + 1;
        ns = name.Length == 1 ? "/" : Encoding.UTF8.GetString(name);
        return true;
    }

    private static bool TryReadAckId(ReadOnlySpan<byte> text, ref int position, out long? ackId)
    {
        ackId = null;
        var digits = CountDigits(text[position..]);
        if (digits == 0)
        {
            return true;
        }

        if (digits > MaxAckIdDigits || !Utf8Parser.TryParse(text.Slice(position, digits), out long id, out _))
        {
            return false;
        }

        ackId = id;
        position += digits;
        return true;
    }

    private static bool TryReadPayload(
        ReadOnlyMemory<byte> payload,
        SocketIOPacketType type,
        int attachments,
        int maxDepth,
        out ReadOnlyMemory<byte>[] elements)
    {
        elements = [];
        switch (type)
        {
            case SocketIOPacketType.Connect:
                return payload.IsEmpty || JsonPayload.IsValue(payload.Span, maxDepth, JsonTokenType.StartObject);
            case SocketIOPacketType.Disconnect:
                return payload.IsEmpty;
            case SocketIOPacketType.ConnectError:
                return payload.IsEmpty
                    || JsonPayload.IsValue(payload.Span, maxDepth, JsonTokenType.StartObject)
                    || JsonPayload.IsValue(payload.Span, maxDepth, JsonTokenType.String);
            case SocketIOPacketType.Event or SocketIOPacketType.BinaryEvent:
                return IsArrayWithin(payload, attachments, maxDepth, out elements) && elements.Length > 0 && EventNames.IsPermitted(elements[0].Span);
            default:
                return IsArrayWithin(payload, attachments, maxDepth, out elements);
        }
    }

    private static bool IsArrayWithin(ReadOnlyMemory<byte> payload, int attachments, int maxDepth, out ReadOnlyMemory<byte>[] elements) =>
        JsonPayload.TryReadArray(payload, maxDepth, out elements)
        && (attachments == 0 || JsonPlaceholders.AreInRange(payload.Span, maxDepth, attachments));

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}
