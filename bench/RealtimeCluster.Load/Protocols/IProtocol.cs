using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Protocols;

/// <summary>What a server must be told to join channels and publish, and how its answers are read.</summary>
internal interface IProtocol
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>What every open connection sends every ten seconds; empty if the protocol's heartbeat comes from the server.</summary>
    ReadOnlySpan<byte> KeepAlive { get; }

    /// <summary>Whether a connection can leave a channel and join it again.</summary>
    bool CanLeave { get; }

    /// <summary>The WebSocket is open.</summary>
    void OnOpen(EventLoop loop, Connection connection);

    /// <summary>A whole message came.</summary>
    void OnMessage(EventLoop loop, Connection connection, ReadOnlySpan<byte> message);

    /// <summary>Joins the connection's channel; it is ready when the server says so.</summary>
    void Join(EventLoop loop, Connection connection);

    /// <summary>Leaves the connection's channel; it is apart when the server says so.</summary>
    void Leave(EventLoop loop, Connection connection);

    /// <summary>Sends an application body, ASCII without quotes, to the connection's channel.</summary>
    void Publish(EventLoop loop, Connection connection, ReadOnlySpan<byte> body);
}
