using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.EngineIO;

internal sealed partial class SessionInput
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.SessionHandlerFailed, LogLevel.Error, "The application failed on a packet of session {Sid}.")]
        public static partial void SessionHandlerFailed(ILogger logger, Exception exception, string sid);

        [LoggerMessage(LogEvents.SessionCloseHandlerFailed, LogLevel.Error, "The application failed on the end of session {Sid}.")]
        public static partial void SessionCloseHandlerFailed(ILogger logger, Exception exception, string sid);
    }
}
