using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.EngineIO;

internal sealed partial class WebSocketTransport
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.WebSocketWriteFailed, LogLevel.Debug, "Writing to the WebSocket of session {Sid} failed.")]
        public static partial void WebSocketWriteFailed(ILogger logger, Exception exception, string sid);

        [LoggerMessage(LogEvents.WebSocketReadFailed, LogLevel.Debug, "Reading the WebSocket of session {Sid} failed.")]
        public static partial void WebSocketReadFailed(ILogger logger, Exception exception, string sid);
    }
}
