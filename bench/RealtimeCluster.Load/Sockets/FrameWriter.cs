using System.Buffers.Binary;

namespace RealtimeCluster.Load.Sockets;

/// <summary>Writes the frames a client sends: masked, unfragmented.</summary>
internal static class FrameWriter
{
    public const byte Text = 0x81;
    public const byte Close = 0x88;
    public const byte Ping = 0x89;
    public const byte Pong = 0x8A;

    /// <summary>Longest header, mask included.</summary>
    public const int MaxHeaderBytes = 14;

    // The mask protects proxies from scripts in browsers; a fixed one is as good as any here.
    private const uint Mask = 0x5A3C96E1;

    /// <summary>Writes one frame and returns its length.</summary>
    public static int Write(Span<byte> destination, byte first, ReadOnlySpan<byte> payload)
    {
        destination[0] = first;
        var length = 2;
        switch (payload.Length)
        {
            case < 126:
                destination[1] = (byte)(0x80 | payload.Length);
                break;
            case <= ushort.MaxValue:
                destination[1] = 0x80 | 126;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload.Length);
                length = 4;
                break;
            default:
                destination[1] = 0x80 | 127;
                BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payload.Length);
                length = 10;
                break;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(destination[length..], Mask);
        length += 4;
        var body = destination.Slice(length, payload.Length);
        for (var i = 0; i < body.Length; i++)
        {
            body[i] = (byte)(payload[i] ^ (Mask >> (8 * (i & 3))));
        }

        return length + payload.Length;
    }
}
