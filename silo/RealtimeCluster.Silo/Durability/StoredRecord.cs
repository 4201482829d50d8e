using System.Text.Json;
using Orleans.Serialization;
using Orleans.Storage;
using SerializationException = System.Runtime.Serialization.SerializationException;

namespace RealtimeCluster.Silo.Durability;

/// <summary>The record of one log or shard in grain storage.</summary>
/// <remarks>
/// Thread-safe; one call at a time, and what is written is captured when its turn has come, so nothing older can come after it. A
/// record is overwritten only by a life whose term is not lower, and only as it was last read, so of two owners at one time the older
/// one loses whatever the order in which their writes arrive. After a call that failed it is read again: the call may have been
/// carried out. A record that cannot be read is kept under another name and counts as absent, so the next write takes its place.
/// </remarks>
/// <param name="storage">The storage.</param>
/// <param name="stateName">The name of the record.</param>
/// <param name="grainId">Whose it is.</param>
/// <param name="time">The clock.</param>
/// <param name="onUnreadable">Told of a record that could not be read, and whether it could be kept.</param>
internal sealed class StoredRecord(IGrainStorage storage, string stateName, GrainId grainId, TimeProvider time, Action<SnapshotFault>? onUnreadable = null)
    : IDisposable
{
    /// <summary>What the name of a record that is kept aside ends with.</summary>
    public const string UnreadableSuffix = "-unreadable";

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
        SnapshotFault? fault = null;
        try
        {
            await storage.ReadStateAsync(stateName, grainId, state, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfContent(exception))
        {
            fault = new SnapshotFault(Content: null, exception);
        }

        if (state.RecordExists && (fault ?? state.State?.Unreadable) is { } unreadable)
        {
            fault = unreadable;
            await KeepAsideAsync(unreadable, cancellationToken).ConfigureAwait(false);
        }

        if (fault is not null)
        {
            onUnreadable?.Invoke(fault);
        }

        (_etag, _exists) = (state.ETag, state.RecordExists);
        Volatile.Write(ref _isRead, true);
        return state.RecordExists && fault is null ? state.State : null;
    }

    // Storages fail in their own ways when they are away; these say that they answered with something that nobody understands.
    private static bool IsOfContent(Exception exception) =>
        exception is FormatException or SerializationException or SerializerException or JsonException or InvalidCastException or InvalidDataException;

    private async Task KeepAsideAsync(SnapshotFault fault, CancellationToken cancellationToken)
    {
        if (fault.Content is not { } content)
        {
            return;
        }

        // An older one under that name gives way.
        var name = stateName + UnreadableSuffix;
        var kept = new GrainState<UnreadableRecord>();
        await storage.ReadStateAsync(name, grainId, kept, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        kept.State = new UnreadableRecord(content.ToArray(), time.GetUtcNow(), fault.Exception.Message);
        await storage.WriteStateAsync(name, grainId, kept, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
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
