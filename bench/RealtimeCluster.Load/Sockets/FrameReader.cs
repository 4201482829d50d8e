using System.Buffers.Binary;

namespace RealtimeCluster.Load.Sockets;

/// <summary>Finds the frames a server sent (RFC 6455, section 5.2): unmasked, of any length.</summary>
internal static class FrameReader
{
    /// <summary>Longest payload that is believed.</summary>
    public const int MaxPayloadBytes = 64 * 1024 * 1024;

    /// <summary>Looks at the frame at the start of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">What was received and not yet consumed.</param>
    /// <param name="headerBytes">The length of the frame's header.</param>
    /// <param name="payloadBytes">The length of its payload, which follows.</param>
    public static FrameStatus Read(ReadOnlySpan<byte> bytes, out int headerBytes, out int payloadBytes)
    {
        headerBytes = 2;
        payloadBytes = 0;
        if (bytes.Length < 2)
        {
            return FrameStatus.Incomplete;
        }

        // Reserved bits belong to extensions and the mask to clients; neither was agreed on.
        if ((bytes[0] & 0x70) != 0 || (bytes[1] & 0x80) != 0)
        {
            return FrameStatus.Malformed;
        }

        ulong length = bytes[1];
        if (length == 126)
        {
            headerBytes = 4;
            if (bytes.Length < headerBytes)
            {
                return FrameStatus.Incomplete;
            }

            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }
        else if (length == 127)
        {
            headerBytes = 10;
            if (bytes.Length < headerBytes)
            {
                return FrameStatus.Incomplete;
            }

            length = BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]);
        }

        if (length > MaxPayloadBytes)
        {
            return FrameStatus.Malformed;
        }

        payloadBytes = (int)length;
        return bytes.Length - headerBytes < payloadBytes ? FrameStatus.Incomplete : FrameStatus.Complete;
    }
}
