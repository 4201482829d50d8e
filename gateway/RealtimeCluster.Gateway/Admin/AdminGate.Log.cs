using System.Net;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Admin;

internal sealed partial class AdminGate
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.SignInRefused, LogLevel.Warning, "A token that is none was tried for the admin page from {Address}; {SkippedCount} others were since the last such line.")]
        public static partial void SignInRefused(ILogger logger, IPAddress? address, long skippedCount);

        [LoggerMessage(LogEvents.AdminRequestUnanswered, LogLevel.Warning, "The cluster did not answer a {Method} request of the admin page in time.")]
        public static partial void NoAnswer(ILogger logger, string method, Exception exception);

        [LoggerMessage(LogEvents.AdminRequestFailed, LogLevel.Error, "A {Method} request of the admin page failed.")]
        public static partial void RequestFailed(ILogger logger, string method, Exception exception);
    }
}
