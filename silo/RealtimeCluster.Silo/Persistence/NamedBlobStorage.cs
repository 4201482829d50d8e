using Orleans.Storage;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>
/// Puts on top of Orleans' blob storage what it lacks: blob names that any grain and service can have, an end to every call, and what
/// earlier versions wrote.
/// </summary>
/// <remarks>
/// ETags are Orleans': a write or clear names the one that was read; if another wrote since, it fails with <see cref="InconsistentStateException"/>
/// and changes nothing. Every call ends within <paramref name="timeout"/>. A write that failed for any other reason may have been
/// carried out: read before writing again.
/// </remarks>
/// <param name="name">The name of the provider.</param>
/// <param name="timeout">How long a call may take in all.</param>
/// <param name="serviceId">The service the states belong to.</param>
/// <param name="storage">Orleans' storage.</param>
/// <param name="former">What earlier versions wrote; <see langword="null"/> when there is nothing of it.</param>
/// <param name="time">The clock.</param>
internal sealed class NamedBlobStorage(string name, TimeSpan timeout, string serviceId, IGrainStorage storage, FormerBlobs? former, TimeProvider time)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    // Orleans makes the blob's name of the state's name and the grain as they are, and of a dash between them, which both may hold. So all that tells one state
    // from another goes into the first, where it can be escaped; "-grain/state.json" ends them all.
    private static readonly GrainId Grain = GrainId.Create("grain", "state");

    public void Participate(ISiloLifecycle observer) => (storage as ILifecycleParticipant<ISiloLifecycle>)?.Participate(observer);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var blob = BlobName.Create(serviceId, stateName, grainId);
        return RunAsync("read", blob, ReadAsync, cancellationToken);

        async Task ReadAsync(CancellationToken token)
        {
            // In this order: a move writes the new blob before it deletes the former one, so a state that moves meanwhile is seen in one of the two.
            var left = former is null ? null : await former.ReadAsync(blob, token).ConfigureAwait(false);
            await storage.ReadStateAsync(blob, Grain, grainState, token).ConfigureAwait(false);
            if (left is null)
            {
                return;
            }

            if (grainState.ETag is null)
            {
                await former!.MoveAsync(blob, left, grainState, WriteAsync, token).ConfigureAwait(false);
                await storage.ReadStateAsync(blob, Grain, grainState, token).ConfigureAwait(false);
            }

            await former!.DeleteAsync(blob, token).ConfigureAwait(false);
        }

        Task WriteAsync(CancellationToken token) => storage.WriteStateAsync(blob, Grain, grainState, token);
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var blob = BlobName.Create(serviceId, stateName, grainId);
        return RunAsync("write", blob, token => storage.WriteStateAsync(blob, Grain, grainState, token), cancellationToken);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var blob = BlobName.Create(serviceId, stateName, grainId);
        return RunAsync("clear", blob, token => storage.ClearStateAsync(blob, Grain, grainState, token), cancellationToken);
    }

    private async Task RunAsync(string verb, string blob, Func<CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await call(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Grain storage {name} could not {verb} {blob} within {timeout}.", exception);
        }
    }
}
