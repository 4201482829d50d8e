using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Hosting;

/// <summary>When a silo is declared dead, has this gateway tell the successors of its owners and session shards what it holds.</summary>
internal sealed partial class OwnerLossWatcher(
    NodeLosses losses,
    UplinkRegistry uplinks,
    ConnectionRegistry connections,
    AwayConnections away,
    SessionStore sessions,
    GatewayInbox inbox,
    ILogger<OwnerLossWatcher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var lost in losses.WatchAsync(stoppingToken))
        {
            Log.SiloLost(logger, lost.Address);
            inbox.Forget(lost.Address);
            uplinks.AssertAfterLossOf(lost.Address);
            if (lost.WasOwner || !lost.WasGateway)
            {
                sessions.SaveAll(connections.All.Concat(away.Connections));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.SiloLost, LogLevel.Information, "Node {Silo} is dead; the owners it had are told anew what this gateway holds.")]
        public static partial void SiloLost(ILogger logger, SiloAddress silo);
    }
}
