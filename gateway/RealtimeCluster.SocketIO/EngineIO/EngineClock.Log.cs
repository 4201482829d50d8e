using Microsoft.Extensions.Logging;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.SocketIO.EngineIO;

internal sealed partial class EngineClock
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.EngineTickFailed, LogLevel.Error, "Checking the deadlines of sessions failed; trying again at the next tick.")]
        public static partial void EngineTickFailed(ILogger logger, Exception exception);
    }
}
