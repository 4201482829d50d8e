using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>Writes what changes in one shard's sessions: one batch in flight, what changes meanwhile gathers.</summary>
/// <remarks>
/// A batch says how sessions are when it is sent, so a session that changes often is in it once, and repeating it changes nothing.
/// Bounded by the number of sessions. Thread-safe.
/// </remarks>
internal sealed partial class SessionShardWriter(
    Func<ISessionShardGrain> shard,
    GatewayId gateway,
    TimeProvider time,
    ILogger logger,
    CancellationToken stopping) : IThreadPoolWorkItem
{
    /// <summary>The longest wait for a shard, counted from the first that a batch is for: a client is better served without a second copy than not at all.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long after a batch began to leave others are sent to its shard on purpose.</summary>
    public static readonly TimeSpan GatherWindow = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();

    // Found once, by the loop that writes: finding a grain reads attributes by reflection, and a storm of connects writes thousands of batches.
    private ISessionShardGrain? _shard;
    private PendingBatch _pending = new();
    private volatile bool _isWriting;
    private long _begunAt;

    /// <summary>
    /// Whether a batch has just begun to leave, behind which others may gather. A shard that takes longer to answer than <see cref="GatherWindow"/>, since its silo
    /// is gone perhaps, is no place to send more to.
    /// </summary>
    public bool IsGathering => _isWriting && time.GetElapsedTime(Volatile.Read(ref _begunAt)) < GatherWindow;

    /// <summary>How long the batch in flight has been under way, repetitions included.</summary>
    public TimeSpan StandsFor => _isWriting ? time.GetElapsedTime(Volatile.Read(ref _begunAt)) : TimeSpan.Zero;

    /// <summary>Writes a session as it will be when the next batch goes.</summary>
    /// <returns>Completes when the shard has it, or with <see langword="false"/> after <see cref="Patience"/>; it is written all the same then.</returns>
    public Task<bool> Save(Connection connection)
    {
        lock (_lock)
        {
            _pending.Changed.Add(connection);
            return EnsureWriting();
        }
    }

    /// <summary>Has the shard forget a session.</summary>
    /// <returns>As for <see cref="Save"/>.</returns>
    public Task<bool> End(EndedSession ended)
    {
        lock (_lock)
        {
            _pending.Ended.Add(ended);
            return EnsureWriting();
        }
    }

    /// <summary>Starts the loop that writes. Only the thread pool calls it.</summary>
    void IThreadPoolWorkItem.Execute() => _ = WriteLoopAsync();

    private Task<bool> EnsureWriting()
    {
        _pending.Patience ??= time.CreateTimer(
            static outcome => ((TaskCompletionSource<bool>)outcome!).TrySetResult(false), _pending.Outcome, Patience, Timeout.InfiniteTimeSpan);
        if (!_isWriting)
        {
            _isWriting = true;
            Volatile.Write(ref _begunAt, time.GetTimestamp());

            // Behind what the thread pool has to do already: of many who connect at once the next ones are in the batch too.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return _pending.Outcome.Task;
    }

    private async Task WriteLoopAsync()
    {
        while (TryTake(out var pending))
        {
            var saved = pending.Changed.Select(connection => connection.Session?.Describe(connection, gateway)).OfType<SessionRecord>();
            foreach (var batch in SessionBatch.Cut(gateway, [.. saved], [.. pending.Ended]))
            {
                await WriteAsync(batch);
            }

            pending.Outcome.TrySetResult(true);
            await pending.Patience!.DisposeAsync();
        }
    }

    private bool TryTake(out PendingBatch pending)
    {
        lock (_lock)
        {
            pending = _pending;
            if (pending.Patience is null)
            {
                _isWriting = false;
                return false;
            }

            _pending = new PendingBatch();
            Volatile.Write(ref _begunAt, time.GetTimestamp());
            return true;
        }
    }

    private async Task WriteAsync(SessionBatch batch)
    {
        for (var attempt = 1; !stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                _shard ??= shard();
                await _shard.SaveAsync(batch).WaitAsync(CallTimeout, time, stopping);
                return;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                Log.SaveFailed(logger, batch.Saved.Length, attempt, exception);
                await Task.Delay(RetryDelay, time);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private sealed class PendingBatch
    {
        public HashSet<Connection> Changed { get; } = [];

        public List<EndedSession> Ended { get; } = [];

        public TaskCompletionSource<bool> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Runs from the first that waits for it; one for all of them.</summary>
        public ITimer? Patience { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.SessionSaveFailed, LogLevel.Information, "{SessionCount} sessions were not saved at attempt {Attempt}; they will be saved again.")]
        public static partial void SaveFailed(ILogger logger, int sessionCount, int attempt, Exception exception);
    }
}
