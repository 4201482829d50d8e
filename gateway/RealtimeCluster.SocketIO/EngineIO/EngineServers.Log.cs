using Microsoft.Extensions.Logging;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.SocketIO.EngineIO;

public sealed partial class EngineServers
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.InboundCut, LogLevel.Warning, "{Count} connections and requests were cut: they held {Bytes} bytes of inbound memory for which others waited, and sent too slowly.")]
        public static partial void InboundCut(ILogger logger, int count, long bytes);
    }
}
