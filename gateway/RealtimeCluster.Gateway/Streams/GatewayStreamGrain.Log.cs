using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Streams;

internal sealed partial class GatewayStreamGrain
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.DeliveryFailed, LogLevel.Error, "A batch of {EnvelopeCount} envelopes was not delivered as a whole.")]
        public static partial void DeliveryFailed(ILogger logger, int envelopeCount, Exception exception);

        [LoggerMessage(LogEvents.StreamFailed, LogLevel.Error, "The gateway's stream reported an error.")]
        public static partial void StreamFailed(ILogger logger, Exception exception);
    }
}
