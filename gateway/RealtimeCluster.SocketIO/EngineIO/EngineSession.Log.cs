using Microsoft.Extensions.Logging;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.SocketIO.EngineIO;

public sealed partial class EngineSession
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.SessionClosed, LogLevel.Debug, "Session {Session} closed: {Reason}.")]
        public static partial void SessionClosed(ILogger logger, SessionName session, DisconnectReason reason);
    }
}
