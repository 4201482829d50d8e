using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Silo.Channels;

/// <summary>Tells the owners on this silo when the cluster has declared a node dead.</summary>
/// <remarks>Owners that start later refuse that node's batches themselves, so each leave is emitted once.</remarks>
internal sealed partial class GatewayLossWatcher(
    IClusterMembershipService membership,
    OwnerRegistry registry,
    ILogger<GatewayLossWatcher> logger) : BackgroundService
{
    private const int MaxConcurrentCalls = 64;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = new HashSet<SiloAddress>();
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            foreach (var member in snapshot.Members.Values)
            {
                if (member.Status == SiloStatus.Dead && known.Add(member.SiloAddress))
                {
                    await TellOwnersAsync(new GatewayId(member.SiloAddress), stoppingToken);
                }
            }
        }
    }

    private async Task TellOwnersAsync(GatewayId gateway, CancellationToken cancellationToken)
    {
        Log.GatewayLost(logger, gateway);
        var concurrency = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentCalls, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(registry.Owners, concurrency, async (owner, _) =>
        {
            try
            {
                await owner.GatewayLostAsync(gateway);
            }
            catch (Exception exception)
            {
                Log.GatewayLossFailed(logger, gateway, exception);
            }
        });
    }
}
