using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Durability;

/// <summary>One log or shard whose state is written behind: what is in storage of it, and when to write next.</summary>
/// <remarks>Thread-safe. Nothing here throws because of storage: what fails is counted, and costs no more than the time it is given.</remarks>
internal sealed class DurableState(GrainId grainId, ISnapshotSource? source, StoredRecord record, WriteSchedule schedule, SnapshotRegistry registry)
{
    private volatile bool _isClosed;

    public GrainId GrainId => grainId;

    public WriteSchedule Schedule => schedule;

    /// <summary>Something changed that is to be written. Cheap; called with every batch.</summary>
    public void Change()
    {
        if (!_isClosed && schedule.Change())
        {
            registry.AddDirty(this);
        }
    }

    /// <summary>Nothing more is to be written of it but a last snapshot.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Reads what a former life left, for a life that nobody else can tell anything. A final snapshot is marked as in use.</summary>
    /// <param name="term">The life that asks.</param>
    /// <param name="deadline">Until when it must be done.</param>
    /// <returns>The snapshot, and whether it was final and is marked; <see langword="null"/> when there is none or storage answers nobody.</returns>
    /// <exception cref="TimeoutException">Storage is busy with others: to begin without it would cost the log its epoch, so it must be tried again.</exception>
    public async Task<(Snapshot Snapshot, bool IsClaimed)?> LoadAsync(long term, StartDeadline deadline)
    {
        var calls = registry.Options.StartTimeout * 2;
        if (!await registry.Loads.WaitAsync(deadline.Before(calls).Left, deadline.Abandoned))
        {
            throw new TimeoutException($"Storage is busy with logs that started before {grainId}.");
        }

        try
        {
            return await TryLoadAsync(term, deadline);
        }
        finally
        {
            registry.Loads.Release();
        }
    }

    /// <summary>Writes the state as it is now.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there will be more to write.</returns>
    public async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        schedule.Begin();
        var outcome = await TryWriteAsync(() => source?.Capture(), registry.Options.WriteTimeout, cancellationToken);
        if (outcome == WriteOutcome.Written)
        {
            schedule.Succeed();
        }
        else
        {
            schedule.Fail();
        }

        return outcome is not (WriteOutcome.Superseded or WriteOutcome.Ended);
    }

    /// <summary>Writes the last snapshot; nothing may happen in this life after it was taken.</summary>
    /// <param name="last">The snapshot, which says that it is final.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> TryFinishAsync(Snapshot last, TimeSpan timeout, CancellationToken cancellationToken) =>
        await TryWriteAsync(() => last, timeout, cancellationToken) == WriteOutcome.Written;

    /// <summary>Forgets a log that nobody uses and of which nothing is left to remember.</summary>
    /// <param name="term">The life that asks.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> TryClearAsync(long term, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await record.ClearAsync(term, timeout, cancellationToken);
        }
        catch (Exception exception)
        {
            registry.OnFailed(WriteOutcomeOf(exception), grainId, exception);
            return false;
        }
    }

    private async Task<(Snapshot Snapshot, bool IsClaimed)?> TryLoadAsync(long term, StartDeadline deadline)
    {
        Snapshot? stored = null;
        try
        {
            if (!await TryReadAsync(read => stored = read, deadline))
            {
                registry.Metrics.SnapshotLoaded("skipped");
                return null;
            }

            if (stored is null)
            {
                registry.Metrics.SnapshotLoaded("absent");
                return null;
            }

            var isClaimed = stored.IsFinal && await ClaimAsync(stored, term, deadline);
            registry.Breaker.Reset();
            registry.Metrics.SnapshotLoaded(isClaimed ? "final" : "stale");
            return (stored, isClaimed);
        }
        catch (Exception exception) when (!deadline.Abandoned.IsCancellationRequested)
        {
            if (exception is TimeoutException)
            {
                registry.Breaker.TryTrip(registry.Options.StartTimeout);
            }

            registry.OnLoadFailed(grainId, exception);
            return stored is null ? null : (stored, false);
        }
    }

    // Storage that is busy with others is asked again for as long as there is time; one that answers nobody is not.
    private async Task<bool> TryReadAsync(Action<Snapshot?> onRead, StartDeadline deadline)
    {
        var timeout = registry.Options.StartTimeout;
        while (!registry.Breaker.IsOpen)
        {
            try
            {
                onRead(await record.ReadAsync(timeout, deadline.Abandoned));
                registry.Breaker.Reset();
                return true;
            }
            catch (TimeoutException) when (deadline.Left > timeout * 2 && !registry.Breaker.TryTrip(timeout))
            {
                // It answered others meanwhile.
            }
        }

        return false;
    }

    // Once begun it is carried through: nobody would know whether a call that was broken off took effect. One that nobody waits for any more gives back
    // what it has taken.
    private async Task<bool> ClaimAsync(Snapshot stored, long term, StartDeadline deadline)
    {
        var timeout = registry.Options.StartTimeout;
        deadline.Abandoned.ThrowIfCancellationRequested();
        var claimed = stored with { IsFinal = false, Term = Math.Max(term, stored.Term) };
        var isClaimed = await record.TryClaimAsync(claimed, timeout, CancellationToken.None);
        if (isClaimed && deadline.Abandoned.IsCancellationRequested)
        {
            await record.TryClaimAsync(stored, timeout, CancellationToken.None);
            deadline.Abandoned.ThrowIfCancellationRequested();
        }

        return isClaimed;
    }

    private async Task<WriteOutcome> TryWriteAsync(Func<Snapshot?> capture, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        try
        {
            var isWritten = await record.WriteAsync(
                () =>
                {
                    var snapshot = capture();
                    bytes = snapshot?.SizeBytes ?? 0;
                    return bytes <= registry.MaxSnapshotBytes ? snapshot : throw new InvalidOperationException($"{bytes} bytes are more than storage in memory takes.");
                },
                timeout,
                cancellationToken);
            switch (isWritten)
            {
                case null:
                    return WriteOutcome.Ended;
                case true:
                    registry.Breaker.Reset();
                    registry.Metrics.SnapshotWritten(WriteOutcome.Written, bytes);
                    return WriteOutcome.Written;
                default:
                    registry.OnSuperseded(grainId);
                    return WriteOutcome.Superseded;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops: what is missing comes with the last snapshot.
            return WriteOutcome.Failed;
        }
        catch (Exception exception)
        {
            var outcome = WriteOutcomeOf(exception);
            registry.OnFailed(outcome, grainId, exception);
            return outcome;
        }
    }

    private static WriteOutcome WriteOutcomeOf(Exception exception) => exception is TimeoutException ? WriteOutcome.TimedOut : WriteOutcome.Failed;
}
