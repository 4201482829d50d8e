using Microsoft.Extensions.Logging;
using RealtimeCluster.SocketIO.Diagnostics;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.SocketIO.Namespaces;

internal sealed partial class SocketIOConnection
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.ConnectHandlerFailed, LogLevel.Error, "The application failed to answer a CONNECT packet of session {Session}.")]
        public static partial void ConnectHandlerFailed(ILogger logger, Exception exception, SessionName session);

        [LoggerMessage(LogEvents.NamespaceHandlerFailed, LogLevel.Error, "The application failed on the end of a namespace of session {Session}.")]
        public static partial void NamespaceHandlerFailed(ILogger logger, Exception exception, SessionName session);
    }
}
