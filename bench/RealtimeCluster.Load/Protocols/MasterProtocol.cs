using System.Globalization;
using System.Text;
using System.Text.Json;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Protocols;

/// <summary>Socket.IO as a server speaks it that shows a token: it asks for members and reads the acknowledgements.</summary>
internal sealed class MasterProtocol(string serverToken, string environment) : IProtocol
{
    private long _nextAck;

    public string Name => "socketio";

    public ReadOnlySpan<byte> KeepAlive => [];

    public bool CanLeave => false;

    /// <summary>Whether the last question was answered.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>How many members the last answer listed.</summary>
    public int ListedCount { get; private set; }

    /// <summary>The length of the last answer.</summary>
    public int AnswerBytes { get; private set; }

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
        else if (message.StartsWith(string.Create(CultureInfo.InvariantCulture, $"43{_nextAck}[").Select(static c => (byte)c).ToArray()))
        {
            IsAnswered = true;
            ListedCount = message.Count("\"id\":\""u8);
            AnswerBytes = message.Length;
        }
        else
        {
            loop.Deliver(connection, message);
        }
    }

    /// <summary>Asks for a channel's members.</summary>
    public void Ask(EventLoop loop, Connection connection, string channel)
    {
        IsAnswered = false;
        loop.Send(connection, string.Create(
            CultureInfo.InvariantCulture,
            $$"""42{{++_nextAck}}["get_members",{"envId":"{{environment}}","channel":"{{channel}}"}]"""));
    }

    public void Join(EventLoop loop, Connection connection) => throw new NotSupportedException("A server joins nothing.");

    public void Leave(EventLoop loop, Connection connection) => throw new NotSupportedException("A server leaves nothing.");

    public void Publish(EventLoop loop, Connection connection, ReadOnlySpan<byte> body) => throw new NotSupportedException("This one only asks.");
}
