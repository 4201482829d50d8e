using Orleans.Storage;

namespace RealtimeCluster.Silo.Durability;

/// <summary>The record of one log or shard in grain storage.</summary>
/// <remarks>
/// Thread-safe; one call at a time, and what is written is captured when its turn has come, so nothing older can come after it. A
/// record is overwritten only by a life whose term is not lower, and only as it was last read, so of two owners at one time the older
/// one loses whatever the order in which their writes arrive. After a call that failed it is read again: the call may have been
/// carried out.
/// </remarks>
internal sealed class StoredRecord(IGrainStorage storage, string stateName, GrainId grainId, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private string? _etag;
    private bool _exists;
    private bool _isRead;

    /// <summary>Whether it was read and is not there.</summary>
    public bool IsKnownAbsent => Volatile.Read(ref _isRead) && !_exists;

    /// <summary>Reads it.</summary>
    /// <param name="timeout">How long it may take; then a <see cref="TimeoutException"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when there is none.</returns>
    public Task<Snapshot?> ReadAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(ReadCoreAsync, timeout, cancellationToken);

    /// <summary>Writes it, unless anybody has written it since it was read: of two who claim it one is second.</summary>
    /// <param name="snapshot">What was read, as it is to be.</param>
    /// <param name="timeout">How long it may take; then a <see cref="TimeoutException"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<bool> TryClaimAsync(Snapshot snapshot, TimeSpan timeout, CancellationToken cancellationToken) => RunAsync(
        async token =>
        {
            try
            {
                await CallAsync(new GrainState<Snapshot>(snapshot), storage.WriteStateAsync, token).ConfigureAwait(false);
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        },
        timeout,
        cancellationToken);

    /// <summary>Writes it.</summary>
    /// <param name="capture">Gives the state; <see langword="null"/> when there is nothing to write any more.</param>
    /// <param name="timeout">How long it may take; then a <see cref="TimeoutException"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="false"/> when a later life has written it; <see langword="null"/> when there was nothing to write.</returns>
    public Task<bool?> WriteAsync(Func<Snapshot?> capture, TimeSpan timeout, CancellationToken cancellationToken) => RunAsync(
        async token => capture() is { } snapshot
            ? await ReplaceAsync(snapshot.Term, new GrainState<Snapshot>(snapshot), storage.WriteStateAsync, token).ConfigureAwait(false)
            : (bool?)null,
        timeout,
        cancellationToken);

    /// <summary>Removes it.</summary>
    /// <param name="term">The life that asks.</param>
    /// <param name="timeout">How long it may take; then a <see cref="TimeoutException"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="false"/> when a later life has written it.</returns>
    public async Task<bool> ClearAsync(long term, TimeSpan timeout, CancellationToken cancellationToken) => IsKnownAbsent || await RunAsync(
        token => ReplaceAsync(term, new GrainState<Snapshot>(new Snapshot()), storage.ClearStateAsync, token),
        timeout,
        cancellationToken).ConfigureAwait(false);

    public void Dispose() => _turn.Dispose();

    private async Task<Snapshot?> ReadCoreAsync(CancellationToken cancellationToken)
    {
        var state = new GrainState<Snapshot>();
        await storage.ReadStateAsync(stateName, grainId, state, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        (_etag, _exists) = (state.ETag, state.RecordExists);
        Volatile.Write(ref _isRead, true);
        return state.RecordExists ? state.State : null;
    }

    private async Task<bool> ReplaceAsync(
        long term,
        GrainState<Snapshot> state,
        Func<string, GrainId, IGrainState<Snapshot>, CancellationToken, Task> call,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!_isRead && await ReadCoreAsync(cancellationToken).ConfigureAwait(false) is { } stored && stored.Term > term)
            {
                return false;
            }

            try
            {
                await CallAsync(state, call, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (InconsistentStateException) when (attempt == 1)
            {
                // Another life wrote, or an earlier write of ours was carried out after all: reading tells which.
            }
        }
    }

    private async Task CallAsync(
        GrainState<Snapshot> state,
        Func<string, GrainId, IGrainState<Snapshot>, CancellationToken, Task> call,
        CancellationToken cancellationToken)
    {
        (state.ETag, state.RecordExists) = (_etag, _exists);
        Volatile.Write(ref _isRead, false);
        await call(stateName, grainId, state, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        (_etag, _exists) = (state.ETag, state.RecordExists);
        Volatile.Write(ref _isRead, true);
    }

    private async Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await _turn.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                return await call(either.Token).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Grain storage did not answer within {timeout}.", exception);
        }
    }
}
