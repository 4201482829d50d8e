using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Diagnostics;

namespace RealtimeCluster.Clustering.Links;

/// <summary>Looks whether this node reaches the other nodes, and tells all of them while it does not reach one that others reach: owners are then placed elsewhere.</summary>
/// <remarks>Asks a few nodes at a time, so that it costs the same in a cluster of any size; in a large one a cut is found later, or by whoever asks that node for something.</remarks>
internal sealed partial class NodeLinkWatcher(
    IGatewayRelayClient relays, NodeLinks links, CutNodes cuts, ILocalSiloDetails self, TimeProvider time, ILogger<NodeLinkWatcher> logger) : BackgroundService
{
    private const int MaxAskedAtOnce = 4;

    // Somebody who is there answers in a millisecond.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan TellingPatience = TimeSpan.FromSeconds(1);

    private int _next;

    /// <summary>Asks the next few nodes, and those to which the way is cut, and tells of what is cut.</summary>
    internal async Task LookAsync()
    {
        var others = relays.GetOthers();
        var asked = links.GetCut().Where(others.Contains).ToHashSet();
        for (var count = 0; count < Math.Min(MaxAskedAtOnce, others.Count); count++)
        {
            _next = (_next + 1) % others.Count;
            asked.Add(others[_next]);
        }

        await Task.WhenAll(asked.Select(AskAsync));
        SiloAddress[] unreached = [.. links.GetCut().Where(others.Contains)];
        if (unreached.Length > 0)
        {
            cuts.Add(self.SiloAddress);
            SiloAddress[] reached = [.. others.Except(unreached)];
            await Task.WhenAll(reached.Select((node, index) => TellAsync(node, index == 0 ? unreached : [])));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CutNodes.Repetition, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync();
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The next look may succeed, and a node does not end for want of one.
                Log.LookFailed(logger, exception);
            }
        }
    }

    private async Task AskAsync(SiloAddress node)
    {
        try
        {
            if (!links.IsCut(node))
            {
                await relays.ReachAsync(node).WaitAsync(Patience, time);
                return;
            }
        }
        catch (Exception exception)
        {
            Log.NodeSilent(logger, node, exception);
        }

        await links.FindOutAsync(node);
    }

    private async Task TellAsync(SiloAddress node, SiloAddress[] unreached)
    {
        try
        {
            await relays.Get(node).NoteCutAsync(self.SiloAddress, unreached).WaitAsync(TellingPatience, time);
        }
        catch (Exception exception)
        {
            Log.NodeSilent(logger, node, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.LinkLookFailed, LogLevel.Error, "Looking whether other nodes can be reached failed; it is tried again.")]
        public static partial void LookFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogEvents.LinkSilent, LogLevel.Debug, "{Node} has not answered at once.")]
        public static partial void NodeSilent(ILogger logger, SiloAddress node, Exception exception);
    }
}
