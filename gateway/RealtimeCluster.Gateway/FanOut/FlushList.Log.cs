using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.FanOut;

internal sealed partial class FlushList
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.FlushFailed, LogLevel.Error, "Flushing news of members failed.")]
        public static partial void FlushFailed(ILogger logger, Exception exception);
    }
}
