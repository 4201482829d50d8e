using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Diagnostics;

namespace RealtimeCluster.Clustering.Membership;

internal sealed partial class RefusalDetector
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.NodeRefused, LogLevel.Information, "Node {Node} refuses connections: its process is gone, and it is declared dead.")]
        public static partial void NodeRefused(ILogger logger, SiloAddress node);

        [LoggerMessage(LogEvents.RefusedNodeNotDeclared, LogLevel.Warning, "Node {Node} refuses connections and could not be declared dead; the probes of the cluster will find out.")]
        public static partial void NotDeclared(ILogger logger, SiloAddress node, Exception? exception);

        [LoggerMessage(LogEvents.VerdictLate, LogLevel.Information, "Orleans did not declare {Node} dead in time; it is done without it.")]
        public static partial void VerdictLate(ILogger logger, SiloAddress node, Exception exception);
    }
}
