using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What all receivers of a large packet share: its text but the end, and its attachments.</summary>
/// <remarks>
/// Each receiver's own end goes out as a continuation of the shared frame (RFC 6455, section 5.4), so a hundred receivers that must be told different
/// things hold one copy of the packet and not a hundred.
/// </remarks>
internal sealed class SharedPacket
{
    /// <summary>Bytes from which a packet is worth a frame more.</summary>
    public const int MinBytes = 32 * 1024;

    private readonly int _headerBytes;
    private readonly IReadOnlyList<byte[]> _attachments;

    /// <summary>Encodes what is shared.</summary>
    /// <param name="head">The start of the text, with the Engine.IO packet type.</param>
    /// <param name="body">The rest of the text but its end.</param>
    /// <param name="attachments">The binary packets.</param>
    public SharedPacket(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, IReadOnlyList<byte[]> attachments)
    {
        var textBytes = checked(head.Length + body.Length);
        _headerBytes = WebSocketFrames.HeaderBytes(textBytes);
        var frame = GC.AllocateUninitializedArray<byte>(_headerBytes + textBytes);
        WebSocketFrames.WriteHeader(frame, WebSocketFrames.FirstText, textBytes);
        head.CopyTo(frame.AsSpan(_headerBytes));
        body.CopyTo(frame.AsSpan(_headerBytes + head.Length));
        _attachments = attachments;
        TextFrame = frame;
        AttachmentFrames = EncodeAttachments(attachments);
    }

    /// <summary>The first frame of the text.</summary>
    public byte[] TextFrame { get; }

    /// <summary>The frames of the attachments.</summary>
    public byte[] AttachmentFrames { get; }

    /// <summary>Whether the text and attachments of a packet are large enough to be shared.</summary>
    public static bool IsWorthIt(int textBytes, IReadOnlyList<byte[]> attachments)
    {
        var size = (long)textBytes;
        for (var i = 0; i < attachments.Count; i++)
        {
            size += attachments[i].Length;
        }

        return size >= MinBytes;
    }

    /// <summary>The whole packet in one piece.</summary>
    /// <param name="end">The end of the text.</param>
    public OutboundMessage ToWhole(ReadOnlySpan<byte> end) => OutboundMessage.Create(TextFrame.AsSpan(_headerBytes), default, end, _attachments);

    private static byte[] EncodeAttachments(IReadOnlyList<byte[]> attachments)
    {
        var size = 0;
        foreach (var attachment in attachments)
        {
            size = checked(size + WebSocketFrames.HeaderBytes(attachment.Length) + attachment.Length);
        }

        var frames = GC.AllocateUninitializedArray<byte>(size);
        var position = 0;
        foreach (var attachment in attachments)
        {
            position += WebSocketFrames.WriteHeader(frames.AsSpan(position), WebSocketFrames.FinalBinary, attachment.Length);
            attachment.CopyTo(frames.AsSpan(position));
            position += attachment.Length;
        }

        return frames;
    }
}
