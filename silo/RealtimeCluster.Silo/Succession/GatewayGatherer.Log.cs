using Microsoft.Extensions.Logging;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Succession;

internal sealed partial class GatewayGatherer
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.NodeSilent, LogLevel.Warning, "Node {Node} ({Status}) did not say what it holds.")]
        public static partial void NodeSilent(ILogger logger, SiloAddress node, SiloStatus status, Exception exception);
    }
}
