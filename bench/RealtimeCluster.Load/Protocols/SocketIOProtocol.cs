using System.Buffers;
using System.Text;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Protocols;

/// <summary>Socket.IO 5 over Engine.IO 4 with the verbs <c>join</c>, <c>leave</c> and <c>message</c>.</summary>
internal sealed class SocketIOProtocol(string auth, string eventName) : IProtocol
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly byte[] _publishTail = Encoding.UTF8.GetBytes($"\",\"eventName\":\"{eventName}\",\"message\":\"");

    public string Name => "socketio";

    public ReadOnlySpan<byte> KeepAlive => [];

    public bool CanLeave => true;

    public void OnOpen(EventLoop loop, Connection connection)
    {
        // The server speaks first, with Engine.IO's open packet.
    }

    public void OnMessage(EventLoop loop, Connection connection, ReadOnlySpan<byte> message)
    {
        if (message is [(byte)'2'])
        {
            loop.Send(connection, "3"u8);
            return;
        }

        switch (connection.State)
        {
            case ConnectionState.Ready:
                loop.Deliver(connection, message);
                break;
            case ConnectionState.Greeting:
                Greet(loop, connection, message);
                break;
            case ConnectionState.Joining when IsOwn(connection, message, "42[\"channel:join\""u8):
                loop.BecomeReady(connection);
                break;
            case ConnectionState.Leaving when IsOwn(connection, message, "42[\"channel:leave\""u8):
                connection.State = ConnectionState.Apart;
                break;
            default:
                loop.Deliver(connection, message);
                break;
        }
    }

    public void Join(EventLoop loop, Connection connection)
    {
        connection.State = ConnectionState.Joining;
        loop.Send(connection, $$"""42["join",{"channel":"{{connection.Channel}}","echo":true}]""");
    }

    public void Leave(EventLoop loop, Connection connection)
    {
        connection.State = ConnectionState.Leaving;
        loop.Send(connection, $$"""42["leave",{"channel":"{{connection.Channel}}","echo":true}]""");
    }

    public void Publish(EventLoop loop, Connection connection, ReadOnlySpan<byte> body)
    {
        _buffer.ResetWrittenCount();
        _buffer.Write("42[\"message\",{\"channel\":\""u8);
        Encoding.UTF8.GetBytes(connection.Channel, _buffer);
        _buffer.Write(_publishTail);
        _buffer.Write(body);
        _buffer.Write("\"}]"u8);
        loop.Send(connection, _buffer.WrittenSpan);
    }

    private void Greet(EventLoop loop, Connection connection, ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("0"u8))
        {
            loop.Send(connection, "40" + auth);
        }
        else if (message.StartsWith("40"u8))
        {
            connection.ServerId = ReadId(message);
            Join(loop, connection);
        }
        else if (message.StartsWith("44"u8))
        {
            loop.Fail(connection, "CONNECT was refused: " + Encoding.UTF8.GetString(message[2..Math.Min(message.Length, 300)]));
        }
    }

    // A member sees the joins and leaves of others as well; only the one with its own id answers its own request.
    private static bool IsOwn(Connection connection, ReadOnlySpan<byte> message, ReadOnlySpan<byte> head) =>
        message.StartsWith(head) && message.IndexOf(connection.ServerId) >= 0;

    private static byte[] ReadId(ReadOnlySpan<byte> connected)
    {
        var start = connected.IndexOf("\"sid\":\""u8);
        var rest = start < 0 ? [] : connected[(start + 7)..];
        var end = rest.IndexOf((byte)'"');
        return end < 0 ? [] : rest[..end].ToArray();
    }
}
