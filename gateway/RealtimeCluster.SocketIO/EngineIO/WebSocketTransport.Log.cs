using Microsoft.Extensions.Logging;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.SocketIO.EngineIO;

internal sealed partial class WebSocketTransport
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.WebSocketWriteFailed, LogLevel.Debug, "Writing to the WebSocket of session {Session} failed.")]
        public static partial void WebSocketWriteFailed(ILogger logger, Exception exception, SessionName session);

        [LoggerMessage(LogEvents.WebSocketReadFailed, LogLevel.Debug, "Reading the WebSocket of session {Session} failed.")]
        public static partial void WebSocketReadFailed(ILogger logger, Exception exception, SessionName session);
    }
}
