using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Serves the WebSockets of an Engine.IO path that come beneath HTTP.</summary>
internal sealed class EngineWebSocketEndpoint(EngineServer server) : IWebSocketEndpoint
{
    /// <summary>Whether the request is one that HTTP would accept too; the answers to all others are made there.</summary>
    public bool Accepts(UpgradeRequest request)
    {
        var query = EngineQuery.Read(request.Query);
        return !server.IsStopping
            && query.Transport == Transport.WebSocketName
            && (query.Sid is { } sid ? server.TryGet(sid, out _) : query.Version == "4" && server.Gate.RetryAfter is null);
    }

    public Task RunAsync(UpgradeRequest request, WebSocketConnection connection)
    {
        EngineSession? session = null;
        if (EngineQuery.Read(request.Query).Sid is { } sid && !server.TryGet(sid, out session))
        {
            // It ended since the look at it: there is nothing left to take over, and the answer of HTTP can no longer be given.
            connection.Abort();
            return Task.CompletedTask;
        }

        return WebSocketTransport.ServeAsync(server, HandshakeRequest.From(request), session, connection);
    }
}
