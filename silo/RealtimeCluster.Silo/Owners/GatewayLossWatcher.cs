using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Sessions;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Owners;

/// <summary>Tells the owners and session shards on this silo when the cluster has declared a node dead.</summary>
/// <remarks>Owners that start later refuse that node's batches themselves, so each leave is emitted once.</remarks>
internal sealed partial class GatewayLossWatcher(
    IClusterMembershipService membership,
    IGatewayClient gateways,
    OwnerRegistry owners,
    ShardRegistry shards,
    GatewayDeaths deaths,
    ILogger<GatewayLossWatcher> logger) : BackgroundService
{
    private const int MaxConcurrentCalls = 64;
    private const int MaxTries = 3;

    // What a call that is not done by then still does, it does late; the others do not wait for it.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var dead = new HashSet<SiloAddress>();
        var leaving = new HashSet<SiloAddress>();
        var known = new HashSet<SiloAddress>();
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            // A dead node no longer says what it was.
            known.UnionWith(gateways.GetLive());
            foreach (var member in snapshot.Members.Values)
            {
                if (member.Status is SiloStatus.ShuttingDown or SiloStatus.Stopping)
                {
                    leaving.Add(member.SiloAddress);
                }

                if (member.Status == SiloStatus.Dead && dead.Add(member.SiloAddress))
                {
                    if (known.Remove(member.SiloAddress) && !leaving.Remove(member.SiloAddress))
                    {
                        deaths.Add();
                    }

                    await TellAllAsync(new GatewayId(member.SiloAddress), stoppingToken);
                }
            }
        }
    }

    private async Task TellAllAsync(GatewayId gateway, CancellationToken cancellationToken)
    {
        Log.GatewayLost(logger, gateway);
        var concurrency = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentCalls, CancellationToken = cancellationToken };
        var calls = owners.Owners.Select(owner => (Func<Task>)(() => owner.GatewayLostAsync(gateway)))
            .Concat(shards.Shards.Select(shard => (Func<Task>)(() => shard.GatewayLostAsync(gateway))));
        await Parallel.ForEachAsync(calls, concurrency, (call, token) => TellAsync(gateway, call, token));
    }

    // An owner that was not told would keep ghosts. To tell it twice does no harm.
    private async ValueTask TellAsync(GatewayId gateway, Func<Task> call, CancellationToken cancellationToken)
    {
        for (var left = MaxTries; left > 0; left--)
        {
            try
            {
                await call().WaitAsync(CallTimeout, cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.GatewayLossFailed(logger, gateway, exception);
            }
        }
    }
}
