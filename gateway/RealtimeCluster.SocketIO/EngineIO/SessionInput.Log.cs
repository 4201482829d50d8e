using Microsoft.Extensions.Logging;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.SocketIO.EngineIO;

internal sealed partial class SessionInput
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.SessionHandlerFailed, LogLevel.Error, "The application failed on a packet of session {Session}.")]
        public static partial void SessionHandlerFailed(ILogger logger, Exception exception, SessionName session);

        [LoggerMessage(LogEvents.SessionCloseHandlerFailed, LogLevel.Error, "The application failed on the end of session {Session}.")]
        public static partial void SessionCloseHandlerFailed(ILogger logger, Exception exception, SessionName session);
    }
}
