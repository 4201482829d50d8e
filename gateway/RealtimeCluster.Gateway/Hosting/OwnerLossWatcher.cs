using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Hosting;

/// <summary>When a silo is declared dead, has this gateway tell the successors of its owners and session shards what it holds.</summary>
internal sealed partial class OwnerLossWatcher(
    IClusterMembershipService membership,
    ClusterNodes nodes,
    UplinkRegistry uplinks,
    ConnectionRegistry connections,
    AwayConnections away,
    SessionStore sessions,
    GatewayInbox inbox,
    ILogger<OwnerLossWatcher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = new HashSet<SiloAddress>();
        var onlyGateways = new HashSet<SiloAddress>();
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            // A dead node no longer says what it was.
            onlyGateways.UnionWith(nodes.GetGateways().Except(nodes.GetOwners()));
            foreach (var member in snapshot.Members.Values)
            {
                if (member.Status == SiloStatus.Dead && known.Add(member.SiloAddress))
                {
                    Log.SiloLost(logger, member.SiloAddress);
                    inbox.Forget(member.SiloAddress);
                    uplinks.AssertAfterLossOf(member.SiloAddress);
                    if (!onlyGateways.Remove(member.SiloAddress))
                    {
                        sessions.SaveAll(connections.All.Concat(away.Connections));
                    }
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.SiloLost, LogLevel.Information, "Node {Silo} is dead; the owners it had are told anew what this gateway holds.")]
        public static partial void SiloLost(ILogger logger, SiloAddress silo);
    }
}
