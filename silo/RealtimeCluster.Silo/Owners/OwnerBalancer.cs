using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Links;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Owners;

/// <summary>Moves the owners of this silo whose home is another one there, so that a silo that joined or came back takes its share of those that live already.</summary>
/// <remarks>
/// An owner moves by the hand-over of a succession: it ends, its home is told where its estate lies, and its successor is called at once. So its log stands still for the
/// time of two calls. In a cluster whose silos stay the same every owner is at home, and none moves.
/// </remarks>
internal sealed partial class OwnerBalancer(
    OwnerRegistry registry,
    IOwnerClient owners,
    IClusterMembershipService membership,
    CutNodes cuts,
    ILocalSiloDetails self,
    SiloMetrics metrics,
    TimeProvider time,
    ILogger<OwnerBalancer> logger) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How many looks in a row have to find the same nodes before anything moves: a silo that comes and goes is not worth it, and after a death there is enough to do.</summary>
    internal const int CalmLooks = 10;

    /// <summary>The most owners that move in an interval. A successor may ask every node, so that it is fewer in a large cluster.</summary>
    internal const int MaxMoves = 200;

    /// <summary>Where every owner is at home, it looks again after so many intervals: one may have come to life elsewhere.</summary>
    internal const int RestLooks = 30;

    private const int MaxAsked = 1_000;
    private const int MaxConcurrentMoves = 16;

    // What has not moved by then does so by itself, and the others do not wait for it.
    private static readonly TimeSpan MoveTimeout = TimeSpan.FromSeconds(10);

    private MembershipVersion _version = MembershipVersion.MinValue;
    private int _looksLeft;

    /// <summary>Looks once.</summary>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>How many owners it moved.</returns>
    internal async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        if (membership.CurrentSnapshot.Version is var version && version != _version)
        {
            (_version, _looksLeft) = (version, CalmLooks);
        }

        if (_looksLeft-- > 0 || owners.GetHomes() is not { Count: > 0 } homes)
        {
            return 0;
        }

        IOwnerActivation[] strays = [.. registry.Activations.Where(owner => IsStray(owner, homes)).Take(Math.Clamp(MaxAsked / homes.Count, 1, MaxMoves))];
        _looksLeft = strays.Length == 0 ? RestLooks : 0;
        var concurrency = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentMoves, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(strays, concurrency, MoveAsync);
        return strays.Length;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (await LookAsync(stoppingToken) is > 0 and var count)
            {
                Log.OwnersMoved(logger, count);
            }
        }
    }

    // Nobody places an owner on a silo that is cut from another node: it would come to life somewhere else, and move again.
    private bool IsStray(IOwnerActivation owner, IReadOnlyList<SiloAddress> homes) =>
        OwnerHome.Find(owner.Id, homes) is var home && !home.Equals(self.SiloAddress) && !cuts.Contains(home) && owner.LivingTerm != 0;

    private async ValueTask MoveAsync(IOwnerActivation owner, CancellationToken cancellationToken)
    {
        try
        {
            await owner.MoveAsync().WaitAsync(MoveTimeout, time, cancellationToken);
            metrics.OwnerMoved();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.MoveFailed(logger, owner.Id, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.OwnersMoved, LogLevel.Information, "{OwnerCount} owners moved from here to the silos where they are looked for.")]
        public static partial void OwnersMoved(ILogger logger, int ownerCount);

        [LoggerMessage(LogEvents.MoveFailed, LogLevel.Information, "Owner {GrainId} has not moved yet.")]
        public static partial void MoveFailed(ILogger logger, GrainId grainId, Exception exception);
    }
}
