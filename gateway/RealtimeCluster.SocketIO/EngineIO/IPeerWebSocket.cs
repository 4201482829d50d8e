using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>A WebSocket accepted here for a session that another process owns. Disposing of it tells the owner that it is over.</summary>
internal interface IPeerWebSocket : IAsyncDisposable
{
    /// <summary>Carries what comes and goes until either side ends it.</summary>
    /// <param name="connection">The WebSocket.</param>
    Task RunAsync(WebSocketConnection connection);
}
