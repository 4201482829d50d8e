using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Admin;

internal sealed partial class ClusterSampler
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.NodeSilent, LogLevel.Debug, "Node {Node} did not say how it is.")]
        public static partial void NodeSilent(ILogger logger, SiloAddress node, Exception exception);
    }
}
