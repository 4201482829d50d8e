using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Environments;

internal sealed partial class GrantWatcher
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.GrantsRevoked, LogLevel.Information, "{ConnectionCount} connections lost their right to be here and were ended.")]
        public static partial void Revoked(ILogger logger, int connectionCount);

        [LoggerMessage(LogEvents.GrantsPaused, LogLevel.Information, "{ConnectionCount} connections are no longer served, since their environment is suspended or switched off; they stay connected.")]
        public static partial void Paused(ILogger logger, int connectionCount);

        [LoggerMessage(LogEvents.GrantsUnpaused, LogLevel.Information, "{ConnectionCount} connections of an environment that was taken back are served again.")]
        public static partial void Unpaused(ILogger logger, int connectionCount);

        [LoggerMessage(LogEvents.UsersLost, LogLevel.Information, "{ConnectionCount} connections go on without their user, whose session has ended.")]
        public static partial void LostUsers(ILogger logger, int connectionCount);

        [LoggerMessage(LogEvents.GrantVisitFailed, LogLevel.Error, "Judging the live connections again failed; it is tried again in a second.")]
        public static partial void VisitFailed(ILogger logger, Exception exception);
    }
}
