using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>
/// Ends what is under way with a gateway that is dead, and, when this one stops, sends the clients whose sessions lie elsewhere
/// to other gateways.
/// </summary>
internal sealed class ForwardingWatcher(
    NodeLosses losses,
    OwnedPolls ownedPolls,
    OwnedPosts ownedPosts,
    OwnedRelays ownedRelays,
    EdgePolls edgePolls,
    EdgeRelays edgeRelays,
    IOptions<EngineIOOptions> times,
    TimeProvider timeProvider) : BackgroundService, IDrainParticipant
{
    public void OnDrain()
    {
        // The web server waits for its requests before it stops.
        _ = edgePolls.DrainAsync();
        edgeRelays.Drain();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // The sessions are closing already; their goodbyes still have to pass through this node.
            await ownedRelays.EndedAsync().WaitAsync(times.Value.CloseTimeout, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Those clients learn it from the other gateway.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var lost in losses.WatchAsync(stoppingToken).ConfigureAwait(false))
        {
            ownedPolls.LoseAllOf(lost.Address);
            ownedPosts.LoseAllOf(lost.Address);
            ownedRelays.LoseAllOf(lost.Address);
            edgeRelays.AbortAllOf(lost.Address);
        }
    }
}
