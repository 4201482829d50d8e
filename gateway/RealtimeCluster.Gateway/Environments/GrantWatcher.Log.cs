using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Environments;

internal sealed partial class GrantWatcher
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.GrantsRevoked, LogLevel.Information, "{ConnectionCount} connections lost their right to be here and were ended.")]
        public static partial void Revoked(ILogger logger, int connectionCount);

        [LoggerMessage(LogEvents.GrantVisitFailed, LogLevel.Error, "Judging the live connections again failed; it is tried again in a second.")]
        public static partial void VisitFailed(ILogger logger, Exception exception);
    }
}
