using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Protocols;

/// <summary>A WebSocket server that sends what it gets to every socket on the same path; the path is the channel.</summary>
internal sealed class RawProtocol : IProtocol
{
    public string Name => "raw";

    public ReadOnlySpan<byte> KeepAlive => [];

    public bool CanLeave => false;

    public void OnOpen(EventLoop loop, Connection connection) => loop.BecomeReady(connection);

    public void OnMessage(EventLoop loop, Connection connection, ReadOnlySpan<byte> message) => loop.Deliver(connection, message);

    public void Join(EventLoop loop, Connection connection) => throw new NotSupportedException("A path is joined by opening it.");

    public void Leave(EventLoop loop, Connection connection) => throw new NotSupportedException("A path is left by closing it.");

    public void Publish(EventLoop loop, Connection connection, ReadOnlySpan<byte> body) => loop.Send(connection, body);
}
