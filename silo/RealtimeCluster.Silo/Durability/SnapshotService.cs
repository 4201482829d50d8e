using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Durability;

/// <summary>Writes what changed to grain storage, and once more, for good, when the silo stops.</summary>
/// <remarks>
/// Nobody waits for it. A state is captured only when there is room to write it, so however slow storage is, what waits is no more than
/// the states themselves.
/// </remarks>
internal sealed partial class SnapshotService(
    SnapshotRegistry registry,
    IEnumerable<ILastSnapshotSource> sources,
    TimeProvider time,
    ILogger<SnapshotService> logger) : BackgroundService, ILifecycleParticipant<ISiloLifecycle>
{
    // When the silo stops: after all grains have ended and others could take over from them, before storage ends.
    private const int LastWritesStage = ServiceLifecycleStage.ApplicationServices + 1;

    private readonly ConcurrentDictionary<Task, bool> _writes = new();

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe<SnapshotService>(LastWritesStage, static _ => Task.CompletedTask, WriteLastAsync);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!registry.IsEnabled)
        {
            return;
        }

        using var room = new SemaphoreSlim(registry.Options.MaxConcurrentWrites);
        using var timer = new PeriodicTimer(GetTick(registry.Options.Interval), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var state in registry.GetDue())
                {
                    await room.WaitAsync(stoppingToken);
                    Track(Task.Run(() => WriteAsync(state, room, stoppingToken), CancellationToken.None));
                }
            }
        }
        finally
        {
            // What was begun must end before the last snapshots are written, and before the room is gone.
            await Task.WhenAll(_writes.Keys);
        }
    }

    private static TimeSpan GetTick(TimeSpan interval) => TimeSpan.FromMilliseconds(Math.Clamp(interval.TotalMilliseconds / 4, 10, 250));

    private void Track(Task write)
    {
        _writes[write] = true;
        _ = write.ContinueWith(
            ended => _writes.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task WriteAsync(DurableState state, SemaphoreSlim room, CancellationToken cancellationToken)
    {
        try
        {
            if (await state.WriteAsync(cancellationToken))
            {
                registry.RemoveClean(state);
            }
            else
            {
                registry.Close(state);
            }
        }
        catch (Exception exception)
        {
            // Only a fault of ours gets here.
            Log.WriteBroke(logger, state.GrainId, exception);
        }
        finally
        {
            room.Release();
        }
    }

    private async Task WriteLastAsync(CancellationToken cancellationToken)
    {
        if (!registry.IsEnabled || !registry.OutlivesGrains)
        {
            return;
        }

        var now = time.GetUtcNow();
        (GrainId GrainId, Snapshot Snapshot)[] last = [.. sources.SelectMany(source => source.TakeLastSnapshots(now))];
        var writtenCount = 0;
        using var deadline = new CancellationTokenSource(registry.Options.WriteTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var concurrency = new ParallelOptions { MaxDegreeOfParallelism = registry.Options.MaxConcurrentWrites };
        await Parallel.ForEachAsync(last, concurrency, async (entry, _) =>
        {
            if (!either.IsCancellationRequested
                && await registry.FindOrCreate(entry.GrainId).TryFinishAsync(entry.Snapshot, registry.Options.WriteTimeout, either.Token))
            {
                Interlocked.Increment(ref writtenCount);
            }
        });
        Log.LastWritten(logger, writtenCount, last.Length);
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.SnapshotBroke, LogLevel.Error, "The state of {GrainId} could not be written.")]
        public static partial void WriteBroke(ILogger logger, GrainId grainId, Exception exception);

        [LoggerMessage(LogEvents.LastSnapshotsWritten, LogLevel.Information, "Of {TotalCount} logs and session shards that nobody took over, {WrittenCount} were written to storage for good.")]
        public static partial void LastWritten(ILogger logger, int writtenCount, int totalCount);
    }
}
