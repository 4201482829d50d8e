using Microsoft.Extensions.Logging;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Channels;

internal sealed partial class GatewayGatherer
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.GatewaySilent, LogLevel.Warning, "Gateway {Gateway} ({Status}) did not say what it holds.")]
        public static partial void GatewaySilent(ILogger logger, SiloAddress gateway, SiloStatus status, Exception exception);
    }
}
