using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Storage;

namespace RealtimeCluster.Storage.Tests.Durability;

/// <summary>A storage that outlives its silos, and can be told to fail or never to answer.</summary>
internal sealed class FaultyStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), (object? State, string ETag)> _records = new();
    private readonly ConcurrentDictionary<TaskCompletionSource, Func<GrainId, object?, bool>> _waiting = new();
    private readonly TaskCompletionSource _never = new();
    private int _nextETag;

    /// <summary>What calls do instead of succeeding.</summary>
    public StorageFault Fault { get; set; }

    /// <summary>How many records there are.</summary>
    public int Count => _records.Count;

    /// <summary>Completes with the next write that fits.</summary>
    /// <param name="fits">Which one.</param>
    public Task NextWriteAsync(Func<GrainId, object?, bool> fits)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[written] = fits;
        return written.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await PassAsync(isWrite: false);
        var exists = _records.TryGetValue((stateName, grainId), out var record);
        grainState.State = exists ? (T)record.State! : Activator.CreateInstance<T>();
        grainState.ETag = record.ETag;
        grainState.RecordExists = exists;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await PassAsync(isWrite: true);
        var etag = Interlocked.Increment(ref _nextETag).ToString(CultureInfo.InvariantCulture);
        var written = ((object?)grainState.State, etag);
        var isWritten = _records.TryGetValue((stateName, grainId), out var record)
            ? record.ETag == grainState.ETag && _records.TryUpdate((stateName, grainId), written, record)
            : grainState.ETag is null && _records.TryAdd((stateName, grainId), written);
        if (!isWritten)
        {
            throw new InconsistentStateException("Another wrote.");
        }

        grainState.ETag = etag;
        grainState.RecordExists = true;
        foreach (var (waiting, fits) in _waiting)
        {
            if (fits(grainId, grainState.State) && _waiting.TryRemove(waiting, out _))
            {
                waiting.TrySetResult();
            }
        }
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await PassAsync(isWrite: true);
        _records.TryRemove((stateName, grainId), out _);
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private Task PassAsync(bool isWrite) => Fault switch
    {
        StorageFault.Hangs => _never.Task,
        StorageFault.Fails => throw new IOException("It was told to fail."),
        StorageFault.FailsWrites when isWrite => throw new IOException("It was told to fail."),
        _ => Task.CompletedTask,
    };
}
