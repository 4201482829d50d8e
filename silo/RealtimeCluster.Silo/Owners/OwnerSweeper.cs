using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Owners;

/// <summary>
/// Ends the owners that nobody has used for as long as events are kept, lets others rest where too many are idle, and has quiet logs let go of events that are too old.
/// </summary>
/// <remarks>
/// Orleans' own collection looks at what is idle for a quarter of an hour; a client makes thousands of channels a second. Nobody waits for a sweep.
/// Owners end a few at a time: each may have something to write to storage.
/// </remarks>
internal sealed partial class OwnerSweeper(
    OwnerRegistry owners, EstatePlaces places, IOptions<RecoveryOptions> options, SiloMetrics metrics, TimeProvider time, ILogger<OwnerSweeper> logger)
    : BackgroundService
{
    private const int MaxConcurrentEnds = 128;
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(5);

    // What has not ended by then does so by itself; the others do not wait for it.
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    private readonly IdleOwners _idle = new(options.Value.Window, options.Value.MaxIdleOwners);
    private readonly EndedOwners _ended = new();

    /// <summary>Looks at every owner once.</summary>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>How many owners ended.</returns>
    internal async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        owners.Trim();
        places.Trim();
        var unneeded = _idle.Choose(owners.Activations);
        var concurrency = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentEnds, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(unneeded, concurrency, EndAsync);
        return unneeded.Count;
    }

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // What a node that is ready measures is there; the loop may begin later.
        metrics.ObserveResting(() => owners.RestingCount);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = options.Value.Window / 8;
        using var timer = new PeriodicTimer(interval < MinInterval ? MinInterval : interval > MaxInterval ? MaxInterval : interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var count = await SweepAsync(stoppingToken);
            if (count > 0)
            {
                Log.Swept(logger, count);
            }

            CollectRemains(count);
        }
    }

    private void CollectRemains(int endedCount)
    {
        if (_ended.Add(endedCount, owners.Count().Logs))
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            return;
        }

        var heap = GC.GetGCMemoryInfo(GCKind.FullBlocking) is { Index: > 0 } last && last.Index > GC.GetGCMemoryInfo(GCKind.Background).Index
            ? last
            : GC.GetGCMemoryInfo(GCKind.Background);
        if (_ended.IsToGiveBack(heap.HeapSizeBytes, heap.FragmentedBytes))
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    private async ValueTask EndAsync(IOwnerActivation owner, CancellationToken cancellationToken)
    {
        try
        {
            await owner.EndAsync().WaitAsync(EndTimeout, time, cancellationToken);

            // One that ended before it was registered did not unregister either.
            owners.Unregister(owner.Id, owner, estate: null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.EndFailed(logger, owner.Id, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.OwnersSwept, LogLevel.Debug, "{OwnerCount} owners that nobody used were ended.")]
        public static partial void Swept(ILogger logger, int ownerCount);

        [LoggerMessage(LogEvents.SweepFailed, LogLevel.Information, "Owner {GrainId}, which nobody uses, has not ended yet.")]
        public static partial void EndFailed(ILogger logger, GrainId grainId, Exception exception);
    }
}
