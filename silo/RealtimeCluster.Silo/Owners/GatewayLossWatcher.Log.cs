using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Owners;

internal sealed partial class GatewayLossWatcher
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.GatewayLost, LogLevel.Information, "Node {Gateway} is dead; its members leave.")]
        public static partial void GatewayLost(ILogger logger, GatewayId gateway);

        [LoggerMessage(LogEvents.GatewayLossFailed, LogLevel.Error, "An owner could not be told that {Gateway} is dead.")]
        public static partial void GatewayLossFailed(ILogger logger, GatewayId gateway, Exception exception);
    }
}
