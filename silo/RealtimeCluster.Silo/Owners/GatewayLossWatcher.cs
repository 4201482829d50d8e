using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Sessions;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Owners;

/// <summary>Tells the owners and session shards on this silo when the cluster has declared a node dead.</summary>
/// <remarks>Owners that start later refuse that node's batches themselves, so each leave is emitted once.</remarks>
internal sealed partial class GatewayLossWatcher(
    NodeLosses losses,
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
        await foreach (var lost in losses.WatchAsync(stoppingToken))
        {
            if (lost is { WasGateway: true, HasLeft: false })
            {
                deaths.Add();
            }

            await TellAllAsync(new GatewayId(lost.Address), stoppingToken);
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
