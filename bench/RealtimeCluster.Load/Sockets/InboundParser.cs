using System.Text;
using RealtimeCluster.Load.Protocols;

namespace RealtimeCluster.Load.Sockets;

/// <summary>Takes received bytes apart: the answer to the upgrade, then frames, then the messages they make up.</summary>
internal sealed class InboundParser(EventLoop loop, IProtocol protocol)
{
    /// <summary>Hands on whatever is whole and returns how many bytes that was.</summary>
    public int Parse(Connection connection, ReadOnlySpan<byte> bytes)
    {
        var consumed = 0;
        if (connection.State == ConnectionState.Upgrading && !TryFinishUpgrade(connection, bytes, out consumed))
        {
            return 0;
        }

        while (connection.IsOpen)
        {
            var status = FrameReader.Read(bytes[consumed..], out var headerBytes, out var payloadBytes);
            if (status == FrameStatus.Incomplete)
            {
                break;
            }

            if (status == FrameStatus.Malformed)
            {
                loop.Fail(connection, "the server sent a malformed frame");
                break;
            }

            OnFrame(connection, bytes[consumed], bytes.Slice(consumed + headerBytes, payloadBytes));
            consumed += headerBytes + payloadBytes;
        }

        return consumed;
    }

    private bool TryFinishUpgrade(Connection connection, ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        if (!bytes.StartsWith("HTTP/1.1 101"u8))
        {
            loop.Fail(connection, "the upgrade was answered: " + Encoding.UTF8.GetString(bytes[..Math.Min(end, 200)]));
            return false;
        }

        consumed = end + 4;
        connection.State = ConnectionState.Greeting;
        protocol.OnOpen(loop, connection);
        return true;
    }

    private void OnFrame(Connection connection, byte first, ReadOnlySpan<byte> payload)
    {
        var isFinal = (first & 0x80) != 0;
        switch (first & 0x0F)
        {
            case 0x8:
                loop.Fail(connection, "the server closed the WebSocket");
                break;
            case 0x9:
                loop.SendPong(connection, payload);
                break;
            case 0xA:
                break;
            case 0x0 or 0x1 or 0x2 when !isFinal || connection.Fragments.Length > 0:
                connection.Fragments.Append(payload);
                if (isFinal)
                {
                    protocol.OnMessage(loop, connection, connection.Fragments.Span);
                    connection.Fragments.Clear();
                }

                break;
            default:
                protocol.OnMessage(loop, connection, payload);
                break;
        }
    }
}
