using System.Globalization;
using System.Text;
using System.Text.Json;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Protocols;

/// <summary>Socket.IO as a server speaks it that shows a token: it asks for members and reads the acknowledgements.</summary>
/// <param name="serverToken">The credential.</param>
/// <param name="environment">The environment it asks about.</param>
/// <param name="connectionCount">How many connections ask, each one question at a time.</param>
internal sealed class MasterProtocol(string serverToken, string environment, int connectionCount) : IProtocol
{
    private readonly byte[][] _awaited = [.. Enumerable.Repeat<byte[]>([], connectionCount)];
    private long _nextAck;

    public string Name => "socketio";

    public ReadOnlySpan<byte> KeepAlive => [];

    public bool CanLeave => false;

    /// <summary>Called when a connection's question was answered, with the number of members listed and the length of the answer.</summary>
    public Action<Connection, int, int> Answered { get; set; } = static (_, _, _) => { };

    public void OnOpen(EventLoop loop, Connection connection)
    {
        // The server speaks first.
    }

    public void OnMessage(EventLoop loop, Connection connection, ReadOnlySpan<byte> message)
    {
        if (message is [(byte)'2'])
        {
            loop.Send(connection, "3"u8);
        }
        else if (message.StartsWith("0"u8))
        {
            loop.Send(connection, $$"""40{"accessToken":{{JsonSerializer.Serialize(serverToken)}}}""");
        }
        else if (message.StartsWith("40"u8))
        {
            loop.BecomeReady(connection);
        }
        else if (message.StartsWith("44"u8))
        {
            loop.Fail(connection, "CONNECT was refused: " + Encoding.UTF8.GetString(message[2..Math.Min(message.Length, 300)]));
        }
        else if (_awaited[connection.Index] is { Length: > 0 } awaited && message.StartsWith(awaited))
        {
            _awaited[connection.Index] = [];
            Answered(connection, message.Count("\"id\":\""u8), message.Length);
        }
        else
        {
            loop.Deliver(connection, message);
        }
    }

    /// <summary>Asks for a channel's members.</summary>
    public void Ask(EventLoop loop, Connection connection, string channel)
    {
        var ack = ++_nextAck;
        _awaited[connection.Index] = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"43{ack}["));
        loop.Send(connection, string.Create(
            CultureInfo.InvariantCulture,
            $$"""42{{ack}}["get_members",{"envId":"{{environment}}","channel":"{{channel}}"}]"""));
    }

    public void Join(EventLoop loop, Connection connection) => throw new NotSupportedException("A server joins nothing.");

    public void Leave(EventLoop loop, Connection connection) => throw new NotSupportedException("A server leaves nothing.");

    public void Publish(EventLoop loop, Connection connection, ReadOnlySpan<byte> body) => throw new NotSupportedException("This one only asks.");
}
