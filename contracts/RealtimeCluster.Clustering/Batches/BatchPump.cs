using System.Diagnostics;

namespace RealtimeCluster.Clustering.Batches;

/// <summary>Sends what gathers in batches, one in flight at a time: while it flies the next one gathers.</summary>
/// <remarks>
/// What gathers, how it is bounded (<see cref="BatchQueue{T}"/>), how long a batch is repeated, and what becomes of one that is given up is the heir's. A base
/// class and not a part, so that one for each channel and node costs no further object. Thread-safe.
/// </remarks>
/// <typeparam name="TBatch">What is sent at once.</typeparam>
/// <param name="time">The clock.</param>
public abstract class BatchPump<TBatch>(TimeProvider time) : IThreadPoolWorkItem
{
    private TaskCompletionSource? _rested;
    private long _begunAt;

    /// <summary>How long the batch in flight has been under way, repetitions included; zero when there is none.</summary>
    public TimeSpan StandsFor => Volatile.Read(ref _begunAt) is not 0 and var begun ? time.GetElapsedTime(begun) : TimeSpan.Zero;

    /// <summary>Guards what gathers. Also whatever the heir decides together with that.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>Whether a batch is in flight, or about to be taken. Guarded by <see cref="Gate"/>.</summary>
    protected bool IsRunning { get; private set; }

    /// <summary>Starts the loop that sends. Only the thread pool calls it.</summary>
    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    /// <summary>Something has gathered. The caller holds <see cref="Gate"/>.</summary>
    /// <returns>Whether nothing was under way.</returns>
    protected bool TryStart()
    {
        Debug.Assert(Gate.IsHeldByCurrentThread, "Whether something gathers and whether somebody sends it is one decision.");
        if (IsRunning)
        {
            return false;
        }

        IsRunning = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        return true;
    }

    /// <summary>Completes when nothing is in flight and nothing waits. The caller holds <see cref="Gate"/>.</summary>
    protected Task RestAsync() =>
        IsRunning ? (_rested ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;

    /// <summary>Takes the next batch. Called with <see cref="Gate"/> held.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="pause">Set when it is too early for one: what to wait for before this is called again.</param>
    /// <returns>False when nothing has gathered.</returns>
    protected abstract bool TryTake(out TBatch batch, out Task? pause);

    /// <summary>Sends a batch, as often as it takes. Called without <see cref="Gate"/>, never twice at a time.</summary>
    /// <param name="batch">The batch.</param>
    protected abstract Task SendAsync(TBatch batch);

    /// <summary>Sending has thrown, which only a fault of this process does: the batch counts as sent. Must not throw.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="exception">What was thrown.</param>
    protected abstract void OnFault(TBatch batch, Exception exception);

    private async Task RunAsync()
    {
        while (TryBegin(out var batch, out var pause))
        {
            if (pause is not null)
            {
                await pause.ConfigureAwait(false);
                continue;
            }

            // Never 0, which says that nothing is under way.
            Volatile.Write(ref _begunAt, time.GetTimestamp() | 1);
            try
            {
                await SendAsync(batch).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                OnFault(batch, exception);
            }
            finally
            {
                Volatile.Write(ref _begunAt, 0);
            }
        }
    }

    private bool TryBegin(out TBatch batch, out Task? pause)
    {
        lock (Gate)
        {
            if (TryTake(out batch, out pause))
            {
                return true;
            }

            IsRunning = false;
            _rested?.TrySetResult();
            _rested = null;
            return false;
        }
    }
}
