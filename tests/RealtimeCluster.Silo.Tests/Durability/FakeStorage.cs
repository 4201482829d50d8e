using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using RealtimeCluster.Silo.Durability;

namespace RealtimeCluster.Silo.Tests.Durability;

/// <summary>One record, kept as real storages keep it.</summary>
internal sealed class FakeStorage : IGrainStorage
{
    private Snapshot? _stored;
    private int _version;

    public int CallCount { get; private set; }

    public bool LosesAnswer { get; set; }

    public bool Hangs { get; set; }

    /// <summary>Called when a write arrives.</summary>
    public Action? OnWrite { get; set; }

    /// <summary>What is stored; set by another life.</summary>
    public Snapshot? Stored
    {
        get => _stored;
        set
        {
            _stored = value;
            _version++;
        }
    }

    private string? ETag => _stored is null ? null : _version.ToString(CultureInfo.InvariantCulture);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        CallCount++;
        if (Hangs)
        {
            return new TaskCompletionSource().Task;
        }

        grainState.State = (T)(object)(_stored ?? new Snapshot());
        (grainState.ETag, grainState.RecordExists) = (ETag, _stored is not null);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        CallCount++;
        OnWrite?.Invoke();
        if (grainState.ETag != ETag)
        {
            throw new InconsistentStateException("Another wrote.");
        }

        Stored = (Snapshot)(object)grainState.State!;
        if (LosesAnswer)
        {
            throw new IOException("The answer was lost.");
        }

        (grainState.ETag, grainState.RecordExists) = (ETag, true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        CallCount++;
        Stored = null;
        (grainState.ETag, grainState.RecordExists) = (null, false);
        return Task.CompletedTask;
    }
}
