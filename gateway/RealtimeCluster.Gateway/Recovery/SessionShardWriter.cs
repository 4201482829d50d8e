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
    CancellationToken stopping)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();

    // Found once, by the loop that writes: finding a grain reads attributes by reflection, and a storm of connects writes thousands of batches.
    private ISessionShardGrain? _shard;
    private HashSet<Connection> _changed = [];
    private List<EndedSession> _ended = [];
    private TaskCompletionSource _written = NewWritten();
    private bool _isWriting;

    /// <summary>Writes a session as it will be when the next batch goes.</summary>
    /// <returns>Completes when the shard has it.</returns>
    public Task Save(Connection connection)
    {
        lock (_lock)
        {
            _changed.Add(connection);
            EnsureWriting();
            return _written.Task;
        }
    }

    /// <summary>Has the shard forget a session.</summary>
    /// <returns>Completes when it has.</returns>
    public Task End(EndedSession ended)
    {
        lock (_lock)
        {
            _ended.Add(ended);
            EnsureWriting();
            return _written.Task;
        }
    }

    private void EnsureWriting()
    {
        if (!_isWriting)
        {
            _isWriting = true;
            _ = Task.Run(WriteLoopAsync, CancellationToken.None);
        }
    }

    private async Task WriteLoopAsync()
    {
        while (TryTake(out var changed, out var ended, out var written))
        {
            await WriteAsync(new SessionBatch
            {
                Gateway = gateway,
                Saved = [.. changed.Select(connection => connection.Session?.Describe(connection, gateway)).OfType<SessionRecord>()],
                Ended = [.. ended],
            });
            written.TrySetResult();
        }
    }

    private bool TryTake(out HashSet<Connection> changed, out List<EndedSession> ended, out TaskCompletionSource written)
    {
        lock (_lock)
        {
            (changed, ended, written) = (_changed, _ended, _written);
            if (changed.Count == 0 && ended.Count == 0)
            {
                _isWriting = false;
                return false;
            }

            _changed = [];
            _ended = [];
            _written = NewWritten();
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

    private static TaskCompletionSource NewWritten() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(LogEvents.SessionSaveFailed, LogLevel.Information, "{SessionCount} sessions were not saved at attempt {Attempt}; they will be saved again.")]
        public static partial void SaveFailed(ILogger logger, int sessionCount, int attempt, Exception exception);
    }
}
