using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Health;

internal sealed partial class ReadinessProbe
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.NotReady, LogLevel.Information, "No event came round the cluster: not ready.")]
        public static partial void NotReady(ILogger logger, Exception exception);
    }
}
