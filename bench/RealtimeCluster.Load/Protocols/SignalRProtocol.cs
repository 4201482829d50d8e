using System.Buffers;
using System.Text;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Protocols;

/// <summary>SignalR's JSON protocol 1, negotiation skipped, with the hub methods <c>Join</c>, <c>Leave</c> and <c>Send</c>.</summary>
internal sealed class SignalRProtocol : IProtocol
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    public string Name => "signalr";

    // A hub closes connections that say nothing for thirty seconds, however much they receive.
    public ReadOnlySpan<byte> KeepAlive => "{\"type\":6}\u001e"u8;

    public bool CanLeave => true;

    public void OnOpen(EventLoop loop, Connection connection) => loop.Send(connection, "{\"protocol\":\"json\",\"version\":1}\u001e"u8);

    public void OnMessage(EventLoop loop, Connection connection, ReadOnlySpan<byte> message)
    {
        switch (connection.State)
        {
            case ConnectionState.Greeting when message.StartsWith("{}"u8):
                Join(loop, connection);
                break;
            case ConnectionState.Greeting:
                loop.Fail(connection, "the handshake was refused: " + Encoding.UTF8.GetString(message[..Math.Min(message.Length, 300)]));
                break;
            case ConnectionState.Joining when message.IndexOf("\"type\":3"u8) >= 0:
                if (message.IndexOf("\"error\""u8) >= 0)
                {
                    loop.Fail(connection, "Join was refused");
                    break;
                }

                loop.BecomeReady(connection);
                // The first deliveries may share the message with the answer.
                loop.Deliver(connection, message);
                break;
            case ConnectionState.Leaving when message.IndexOf("\"type\":3"u8) >= 0:
                loop.Deliver(connection, message);
                connection.State = ConnectionState.Apart;
                break;
            default:
                if (message.Length > 12 || message.IndexOf("\"type\":6"u8) < 0)
                {
                    loop.Deliver(connection, message);
                }

                break;
        }
    }

    public void Join(EventLoop loop, Connection connection)
    {
        connection.State = ConnectionState.Joining;
        loop.Send(connection, $$"""{"type":1,"invocationId":"1","target":"Join","arguments":["{{connection.Channel}}"]}""" + "\u001e");
    }

    public void Leave(EventLoop loop, Connection connection)
    {
        connection.State = ConnectionState.Leaving;
        loop.Send(connection, $$"""{"type":1,"invocationId":"2","target":"Leave","arguments":["{{connection.Channel}}"]}""" + "\u001e");
    }

    public void Publish(EventLoop loop, Connection connection, ReadOnlySpan<byte> body)
    {
        _buffer.ResetWrittenCount();
        _buffer.Write("{\"type\":1,\"target\":\"Send\",\"arguments\":[\""u8);
        Encoding.UTF8.GetBytes(connection.Channel, _buffer);
        _buffer.Write("\",\""u8);
        _buffer.Write(body);
        _buffer.Write("\"]}\u001e"u8);
        loop.Send(connection, _buffer.WrittenSpan);
    }
}
