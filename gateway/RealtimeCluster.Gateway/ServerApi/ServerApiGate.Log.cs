using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.ServerApi;

internal sealed partial class ServerApiGate
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.ServerRequestUnanswered, LogLevel.Warning, "The cluster did not answer a server's {Verb} request in time.")]
        public static partial void NoAnswer(ILogger logger, ServerVerb verb, Exception exception);

        [LoggerMessage(LogEvents.ServerRequestFailed, LogLevel.Error, "A server's {Verb} request failed.")]
        public static partial void RequestFailed(ILogger logger, ServerVerb verb, Exception exception);
    }
}
