using System.Buffers.Binary;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>The frames a server sends (RFC 6455, section 5.2): unmasked, so the same for every receiver.</summary>
internal static class WebSocketFrames
{
    public const byte FirstText = 0x01;
    public const byte FinalContinuation = 0x80;
    public const byte FinalText = 0x81;
    public const byte FinalBinary = 0x82;
    public const byte FinalClose = 0x88;
    public const byte FinalPong = 0x8A;

    /// <summary>Longest header of an unmasked frame.</summary>
    public const int MaxHeaderBytes = 10;

    /// <summary>A close frame without a status, which a client reports as 1005.</summary>
    public static ReadOnlyMemory<byte> EmptyClose { get; } = new byte[] { FinalClose, 0 };

    /// <summary>A control frame.</summary>
    /// <param name="opcode">Its first byte.</param>
    /// <param name="content">At most 125 bytes.</param>
    public static byte[] Control(byte opcode, ReadOnlySpan<byte> content)
    {
        var frame = new byte[2 + content.Length];
        WriteHeader(frame, opcode, content.Length);
        content.CopyTo(frame.AsSpan(2));
        return frame;
    }

    public static int HeaderBytes(int payloadBytes) => payloadBytes switch
    {
        < 126 => 2,
        <= ushort.MaxValue => 4,
        _ => MaxHeaderBytes,
    };

    /// <summary>Writes a header and returns its length.</summary>
    public static int WriteHeader(Span<byte> destination, byte opcode, int payloadBytes)
    {
        destination[0] = opcode;
        switch (payloadBytes)
        {
            case < 126:
                destination[1] = (byte)payloadBytes;
                return 2;
            case <= ushort.MaxValue:
                destination[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payloadBytes);
                return 4;
            default:
                destination[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payloadBytes);
                return MaxHeaderBytes;
        }
    }

    /// <summary>Reads a header that <see cref="WriteHeader"/> wrote and returns its length.</summary>
    public static int ReadHeader(ReadOnlySpan<byte> source, out byte opcode, out int payloadBytes)
    {
        opcode = source[0];
        switch (source[1])
        {
            case 126:
                payloadBytes = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
                return 4;
            case 127:
                payloadBytes = (int)BinaryPrimitives.ReadUInt64BigEndian(source[2..]);
                return MaxHeaderBytes;
            default:
                payloadBytes = source[1];
                return 2;
        }
    }
}
