using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Clustering.Gateways;

namespace RealtimeCluster.Clustering.Links;

/// <summary>Knows which nodes this node does not reach and others do.</summary>
/// <param name="relays">The other nodes.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where to say it.</param>
/// <remarks>Finds out when it is asked to, one time at once for each node. What it found counts for a while. Thread-safe.</remarks>
public sealed partial class NodeLinks(IGatewayRelayClient relays, TimeProvider time, ILogger<NodeLinks> logger)
{
    // A way that is healed is used again soon; until then the relay is asked beside it.
    private static readonly TimeSpan CutAge = TimeSpan.FromSeconds(10);

    // How much later than a relay's the answer of a node may come that can be reached: both ask for the same, and the relay's way is longer.
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(100);

    // A node that itself stands still, or is busy, gets late what was sent to it at once.
    private static readonly TimeSpan MaxLag = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<SiloAddress, long> _cut = new();
    private readonly Dictionary<SiloAddress, Look> _looks = [];

    /// <summary>Whether the way to a node was found cut lately.</summary>
    /// <param name="node">The node.</param>
    public bool IsCut(SiloAddress node)
    {
        if (!_cut.TryGetValue(node, out var since))
        {
            return false;
        }

        if (time.GetElapsedTime(since) < CutAge)
        {
            return true;
        }

        _cut.TryRemove(new KeyValuePair<SiloAddress, long>(node, since));
        return false;
    }

    /// <summary>The nodes to which the way was found cut lately.</summary>
    public SiloAddress[] GetCut() => [.. _cut.Select(static cut => cut.Key).Where(IsCut)];

    /// <summary>Finds out whether another node reaches one that this one does not. Completes when that is known, and never fails.</summary>
    /// <param name="node">The node.</param>
    public Task FindOutAsync(SiloAddress node)
    {
        lock (_looks)
        {
            if (!_looks.TryGetValue(node, out var look))
            {
                look = new Look();
                _looks.Add(node, look);
                look.Done = LookAsync(node, look);
            }

            return look.Done;
        }
    }

    /// <summary>A node has just answered this one directly. The way to it is not cut then, however long other answers of it take: a large one is in front of them.</summary>
    /// <param name="node">The node.</param>
    public void NoteReached(SiloAddress node)
    {
        lock (_looks)
        {
            if (_looks.TryGetValue(node, out var look))
            {
                look.IsReached = true;
            }
        }
    }

    private async Task LookAsync(SiloAddress node, Look look)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (relays.Pick(node) is not { } relay)
            {
                return;
            }

            var wasCut = IsCut(node);
            var isCut = await IsReachedByOthersOnlyAsync(node, relay, look);
            if (isCut == true && !wasCut)
            {
                // A large message is in front of an answer for a moment only.
                isCut = await IsReachedByOthersOnlyAsync(node, relay, look);
            }

            if (isCut == true)
            {
                _cut[node] = time.GetTimestamp();
                if (!wasCut)
                {
                    Log.LinkCut(logger, node, relay);
                }
            }
            else if (isCut == false && _cut.TryRemove(node, out _))
            {
                Log.LinkHealed(logger, node);
            }
        }
        catch (Exception exception)
        {
            Log.RelayFailed(logger, node, exception);
        }
        finally
        {
            lock (_looks)
            {
                _looks.Remove(node);
            }
        }
    }

    // null when that cannot be told.
    private async Task<bool?> IsReachedByOthersOnlyAsync(SiloAddress node, SiloAddress relay, Look look)
    {
        var direct = relays.ReachAsync(node);
        var byRelay = relays.Get(relay).ReachAsync(node);
        Forget(direct);
        if (await Task.WhenAny(direct, byRelay).WaitAsync(Patience, time) == direct && direct.IsCompletedSuccessfully)
        {
            Forget(byRelay);
            return false;
        }

        await byRelay.WaitAsync(Patience, time);
        var start = time.GetTimestamp();
        await Task.WhenAny(direct, Task.Delay(Lead, time));
        if (direct.IsCompletedSuccessfully || look.IsReached)
        {
            return false;
        }

        return time.GetElapsedTime(start) > Lead + MaxLag ? null : true;
    }

    // Nobody waits for it any more, so nobody else looks at how it failed.
    private static void Forget(Task task) => _ = task.ContinueWith(
        static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private sealed class Look
    {
        /// <summary>Completes when it is over.</summary>
        public Task Done { get; set; } = Task.CompletedTask;

        /// <summary>Whether the node has answered something else meanwhile.</summary>
        public volatile bool IsReached;
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.LinkCut, LogLevel.Warning, "This node does not reach {Node}, but {Relay} does; it is asked through others, and new grains are placed elsewhere, until that is over.")]
        public static partial void LinkCut(ILogger logger, SiloAddress node, SiloAddress relay);

        [LoggerMessage(LogEvents.LinkHealed, LogLevel.Information, "This node reaches {Node} again.")]
        public static partial void LinkHealed(ILogger logger, SiloAddress node);

        [LoggerMessage(LogEvents.RelayFailed, LogLevel.Debug, "{Node} was not reached through another node either.")]
        public static partial void RelayFailed(ILogger logger, SiloAddress node, Exception exception);
    }
}
