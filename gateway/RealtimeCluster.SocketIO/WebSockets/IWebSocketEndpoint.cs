namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>Serves the WebSockets of one path.</summary>
internal interface IWebSocketEndpoint
{
    /// <summary>Whether it would serve this request; what it would not is left to HTTP, which tells the client why.</summary>
    /// <param name="request">The request.</param>
    bool Accepts(UpgradeRequest request);

    /// <summary>Serves a WebSocket until it ends.</summary>
    /// <param name="request">The request it began with.</param>
    /// <param name="connection">The WebSocket.</param>
    Task RunAsync(UpgradeRequest request, WebSocketConnection connection);
}
