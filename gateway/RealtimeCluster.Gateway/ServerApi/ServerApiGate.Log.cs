using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.ServerApi;

internal sealed partial class ServerApiGate
{
    private static partial class Log
    {
        private static readonly Func<ILogger, string, IDisposable?> RequestScope = LoggerMessage.DefineScope<string>("Server {ServerName}");

        public static IDisposable? BeginRequest(ILogger logger, string serverName) => RequestScope(logger, serverName);

        [LoggerMessage(LogEvents.ServerRequestUnanswered, LogLevel.Warning, "The cluster did not answer a server's {Verb} request in time.")]
        public static partial void NoAnswer(ILogger logger, ServerVerb verb, Exception exception);

        [LoggerMessage(LogEvents.ServerActed, LogLevel.Information, "Server {ServerName} asked for {Verb} of '{Target}' in environment {Environment}; it was answered {Status}.")]
        public static partial void Acted(ILogger logger, string serverName, ServerVerb verb, string target, string environment, int status);

        [LoggerMessage(LogEvents.ServerRequestFailed, LogLevel.Error, "A server's {Verb} request failed.")]
        public static partial void RequestFailed(ILogger logger, ServerVerb verb, Exception exception);
    }
}
