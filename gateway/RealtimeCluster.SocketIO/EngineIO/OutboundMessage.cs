using System.Buffers.Text;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>
/// An immutable sequence of Engine.IO packets: one of text and any number of binary ones behind it, or several such in one
/// piece. Encoded once, as WebSocket frames, and shared by everyone who receives it.
/// </summary>
/// <remarks>
/// The packets of one message stay together on every transport, as Socket.IO requires of a packet and its attachments.
/// The forms for long polling and for clients that take text alone are made when first asked for and kept. A large packet of which each receiver has an end of its own is written in
/// parts, and only the end is the receiver's; everything else is one part.
/// </remarks>
public sealed class OutboundMessage
{
    private readonly byte[] _frames;
    private readonly SharedPacket? _shared;
    private OtherForms? _forms;

    private OutboundMessage(byte[] frames, SharedPacket? shared = null)
    {
        _frames = frames;
        _shared = shared;
        SizeBytes = shared is null ? frames.Length : checked(shared.TextFrame.Length + frames.Length + shared.AttachmentFrames.Length);
    }

    /// <summary>The bytes that this message occupies, as the bound on what waits for a session counts them.</summary>
    public int SizeBytes { get; }

    /// <summary>Whether most of it is shared with messages that differ in their end, so that it must not be copied.</summary>
    internal bool IsShared => _shared is not null;

    /// <summary>In how many parts it is written.</summary>
    internal int PartCount => _shared is null ? 1 : _shared.AttachmentFrames.Length == 0 ? 2 : 3;

    /// <summary>
    /// What the message is about, if a client that reads too slowly may miss it: of messages with equal subjects the newer one
    /// supersedes the older. <see langword="null"/> for a message that must arrive.
    /// </summary>
    internal object? Subject { get; init; }

    /// <summary>The WebSocket frames of one part.</summary>
    /// <param name="index">Which part; there is always a first one.</param>
    internal ReadOnlyMemory<byte> Part(int index) => (_shared, index) switch
    {
        (null, _) or (_, 1) => _frames,
        (_, 0) => _shared.TextFrame,
        _ => _shared.AttachmentFrames,
    };

    /// <summary>Makes a message packet of text.</summary>
    /// <param name="text">UTF-8.</param>
    public static OutboundMessage Text(ReadOnlySpan<byte> text) => Create("4"u8, text, default, []);

    /// <summary>Makes a message packet of binary data.</summary>
    /// <param name="data">The data; copied.</param>
    public static OutboundMessage Binary(ReadOnlySpan<byte> data)
    {
        var frames = new byte[WebSocketFrames.HeaderBytes(data.Length) + data.Length];
        var header = WebSocketFrames.WriteHeader(frames, WebSocketFrames.FinalBinary, data.Length);
        data.CopyTo(frames.AsSpan(header));
        return new OutboundMessage(frames);
    }

    /// <summary>Makes a text packet, given in three parts, and the binary packets that belong to it.</summary>
    /// <param name="head">The start of the text, with the Engine.IO packet type.</param>
    /// <param name="body">The middle of the text.</param>
    /// <param name="tail">The end of the text.</param>
    /// <param name="attachments">The binary packets; copied.</param>
    /// <param name="subject">See <see cref="Subject"/>.</param>
    internal static OutboundMessage Create(
        ReadOnlySpan<byte> head,
        ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> tail,
        IReadOnlyList<byte[]> attachments,
        object? subject = null)
    {
        var textBytes = checked(head.Length + body.Length + tail.Length);
        var size = checked(WebSocketFrames.HeaderBytes(textBytes) + textBytes);
        for (var i = 0; i < attachments.Count; i++)
        {
            size = checked(size + WebSocketFrames.HeaderBytes(attachments[i].Length) + attachments[i].Length);
        }

        var frames = GC.AllocateUninitializedArray<byte>(size);
        var rest = frames.AsSpan();
        rest = rest[WebSocketFrames.WriteHeader(rest, WebSocketFrames.FinalText, textBytes)..];
        rest = Append(Append(Append(rest, head), body), tail);
        for (var i = 0; i < attachments.Count; i++)
        {
            rest = rest[WebSocketFrames.WriteHeader(rest, WebSocketFrames.FinalBinary, attachments[i].Length)..];
            rest = Append(rest, attachments[i]);
        }

        return new OutboundMessage(frames) { Subject = subject };
    }

    /// <summary>Makes a packet of which others share all but the end.</summary>
    /// <param name="shared">What they share.</param>
    /// <param name="end">The end of the text.</param>
    /// <param name="subject">See <see cref="Subject"/>.</param>
    internal static OutboundMessage WithEnd(SharedPacket shared, ReadOnlySpan<byte> end, object? subject)
    {
        var frame = GC.AllocateUninitializedArray<byte>(WebSocketFrames.HeaderBytes(end.Length) + end.Length);
        var header = WebSocketFrames.WriteHeader(frame, WebSocketFrames.FinalContinuation, end.Length);
        end.CopyTo(frame.AsSpan(header));
        return new OutboundMessage(frame, shared) { Subject = subject };
    }

    /// <summary>Puts messages together. It may be missed only if all of them may.</summary>
    /// <param name="messages">The messages, in order.</param>
    /// <param name="sizeBytes">The sum of their sizes.</param>
    internal static OutboundMessage Combine(IReadOnlyList<OutboundMessage> messages, int sizeBytes)
    {
        var frames = GC.AllocateUninitializedArray<byte>(sizeBytes);
        var rest = frames.AsSpan();
        object? subject = frames;
        foreach (var message in messages)
        {
            message.CopyTo(rest);
            rest = rest[message.SizeBytes..];
            subject = message.Subject is null ? null : subject;
        }

        return new OutboundMessage(frames) { Subject = subject };
    }

    /// <summary>The packets as they stand in a polling body, without a separator at either end.</summary>
    internal ReadOnlyMemory<byte> PollingForm => Forms.Polling ??= EncodePollingForm();

    /// <summary>The packets as WebSocket frames for a client that takes binary ones only as base64 text.</summary>
    internal ReadOnlyMemory<byte> TextFrames => Forms.Text ??= EncodeTextFrames();

    private OtherForms Forms => _forms ??= new OtherForms();

    private static Span<byte> Append(Span<byte> destination, ReadOnlySpan<byte> source)
    {
        source.CopyTo(destination);
        return destination[source.Length..];
    }

    /// <summary>Copies all parts.</summary>
    internal void CopyTo(Span<byte> destination)
    {
        for (var i = 0; i < PartCount; i++)
        {
            destination = Append(destination, Part(i).Span);
        }
    }

    private byte[] EncodeTextFrames()
    {
        if (_shared is not null)
        {
            return ToWhole(_shared).EncodeTextFrames();
        }

        var size = 0;
        for (var rest = _frames.AsSpan(); !rest.IsEmpty;)
        {
            var header = WebSocketFrames.ReadHeader(rest, out var opcode, out var length);
            var textBytes = 1 + Base64.GetMaxEncodedToUtf8Length(length);
            size = checked(size + (opcode == WebSocketFrames.FinalBinary ? WebSocketFrames.HeaderBytes(textBytes) + textBytes : header + length));
            rest = rest[(header + length)..];
        }

        if (size == _frames.Length)
        {
            // Base64 is always longer, so there is nothing binary.
            return _frames;
        }

        var frames = GC.AllocateUninitializedArray<byte>(size);
        var destination = frames.AsSpan();
        for (var rest = _frames.AsSpan(); !rest.IsEmpty;)
        {
            var header = WebSocketFrames.ReadHeader(rest, out var opcode, out var length);
            if (opcode == WebSocketFrames.FinalBinary)
            {
                var textBytes = 1 + Base64.GetMaxEncodedToUtf8Length(length);
                destination = destination[WebSocketFrames.WriteHeader(destination, WebSocketFrames.FinalText, textBytes)..];
                destination[0] = PacketType.Base64;
                Base64.EncodeToUtf8(rest.Slice(header, length), destination[1..], out _, out _);
                destination = destination[textBytes..];
            }
            else
            {
                destination = Append(destination, rest[..(header + length)]);
            }

            rest = rest[(header + length)..];
        }

        return frames;
    }

    private OutboundMessage ToWhole(SharedPacket shared)
    {
        WebSocketFrames.ReadHeader(_frames, out _, out var endBytes);
        return shared.ToWhole(_frames.AsSpan(_frames.Length - endBytes));
    }

    private byte[] EncodePollingForm()
    {
        if (_shared is not null)
        {
            return ToWhole(_shared).EncodePollingForm();
        }

        var size = -1;
        for (var rest = _frames.AsSpan(); !rest.IsEmpty;)
        {
            var header = WebSocketFrames.ReadHeader(rest, out var opcode, out var length);
            var encoded = opcode == WebSocketFrames.FinalBinary ? 1 + Base64.GetMaxEncodedToUtf8Length(length) : length;
            size = checked(size + 1 + encoded);
            rest = rest[(header + length)..];
        }

        var form = new byte[size];
        var position = 0;
        for (var rest = _frames.AsSpan(); !rest.IsEmpty;)
        {
            if (position > 0)
            {
                form[position++] = PacketType.Separator;
            }

            var header = WebSocketFrames.ReadHeader(rest, out var opcode, out var length);
            var payload = rest.Slice(header, length);
            if (opcode == WebSocketFrames.FinalBinary)
            {
                form[position++] = PacketType.Base64;
                Base64.EncodeToUtf8(payload, form.AsSpan(position), out _, out var written);
                position += written;
            }
            else
            {
                payload.CopyTo(form.AsSpan(position));
                position += length;
            }

            rest = rest[(header + length)..];
        }

        return form;
    }

    private sealed class OtherForms
    {
        public byte[]? Polling { get; set; }

        public byte[]? Text { get; set; }
    }
}
