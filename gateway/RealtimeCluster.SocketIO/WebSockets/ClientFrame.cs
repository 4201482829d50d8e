using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Runtime.InteropServices;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>The header of a frame that a client sent (RFC 6455, section 5.2).</summary>
internal readonly struct ClientFrame
{
    public const byte Continuation = 0;
    public const byte Text = 1;
    public const byte Binary = 2;
    public const byte Close = 8;
    public const byte Ping = 9;
    public const byte Pong = 10;

    /// <summary>Longest header: two bytes, eight of length, four of mask.</summary>
    public const int MaxHeaderBytes = 14;

    private const int MaxControlBytes = 125;

    private readonly byte _first;
    private readonly bool _isMasked;
    private readonly uint _mask;

    private ClientFrame(byte first, bool isMasked, uint mask, long length)
    {
        _first = first;
        _isMasked = isMasked;
        _mask = mask;
        Length = length;
    }

    /// <summary>The payload's length; negative when the client announced more than 2^63 bytes.</summary>
    public long Length { get; }

    public byte Opcode => (byte)(_first & 0x0F);

    public bool IsFinal => (_first & 0x80) != 0;

    public bool IsControl => (_first & 0x08) != 0;

    /// <summary>Reads a header; false while it is not complete.</summary>
    /// <param name="source">What has arrived.</param>
    /// <param name="frame">The header.</param>
    /// <param name="payload">Where the payload begins.</param>
    public static bool TryRead(in ReadOnlySequence<byte> source, out ClientFrame frame, out SequencePosition payload)
    {
        frame = default;
        payload = default;
        scoped Span<byte> copy = stackalloc byte[MaxHeaderBytes];
        scoped var head = source.FirstSpan;
        if (head.Length < MaxHeaderBytes && source.Length > head.Length)
        {
            var taken = source.Slice(0, Math.Min(MaxHeaderBytes, source.Length));
            taken.CopyTo(copy);
            head = copy[..(int)taken.Length];
        }

        if (head.Length < 2)
        {
            return false;
        }

        var isMasked = (head[1] & 0x80) != 0;
        var code = head[1] & 0x7F;
        var lengthBytes = code switch { 126 => 2, 127 => 8, _ => 0 };
        var headerBytes = 2 + lengthBytes + (isMasked ? 4 : 0);
        if (head.Length < headerBytes)
        {
            return false;
        }

        var length = lengthBytes switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(head[2..]),
            8 => BinaryPrimitives.ReadInt64BigEndian(head[2..]),
            _ => code,
        };
        var mask = isMasked ? MemoryMarshal.Read<uint>(head[(2 + lengthBytes)..]) : 0;
        frame = new ClientFrame(head[0], isMasked, mask, length);
        payload = source.GetPosition(headerBytes);
        return true;
    }

    /// <summary>Reads the content of a close frame: nothing, or a status and a reason.</summary>
    public static bool TryReadCloseStatus(ReadOnlySpan<byte> content, out WebSocketCloseStatus status)
    {
        status = WebSocketCloseStatus.Empty;
        if (content.Length < 2)
        {
            return content.IsEmpty;
        }

        var code = BinaryPrimitives.ReadUInt16BigEndian(content);
        status = (WebSocketCloseStatus)code;

        // RFC 6455, section 7.4: these are never sent.
        return code is >= 1000 and < 5000 and not (1004 or 1005 or 1006 or (> 1014 and < 3000)) && System.Text.Unicode.Utf8.IsValid(content[2..]);
    }

    /// <summary>Whether the frame is one a client may send now.</summary>
    /// <param name="isInMessage">Whether a message has begun and not ended.</param>
    public bool IsValid(bool isInMessage) => _isMasked && (_first & 0x70) == 0 && Length >= 0 && Opcode switch
    {
        Continuation => isInMessage,
        Text or Binary => !isInMessage,
        Close or Ping or Pong => IsFinal && Length <= MaxControlBytes,
        _ => false,
    };

    /// <summary>Takes the mask off a part of the payload.</summary>
    /// <param name="part">The part, changed in place.</param>
    /// <param name="offset">Where in the payload it begins.</param>
    public void Unmask(Span<byte> part, long offset)
    {
        // The mask's four bytes repeat; eight at a time when they are turned to where this part begins.
        var turn = (int)(offset & 3) * 8;
        var mask = BitConverter.IsLittleEndian ? uint.RotateRight(_mask, turn) : uint.RotateLeft(_mask, turn);
        var words = MemoryMarshal.Cast<byte, ulong>(part);
        var wide = ((ulong)mask << 32) | mask;
        for (var i = 0; i < words.Length; i++)
        {
            words[i] ^= wide;
        }

        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        MemoryMarshal.Write(bytes, mask);
        for (var i = words.Length * sizeof(ulong); i < part.Length; i++)
        {
            part[i] ^= bytes[i & 3];
        }
    }
}
