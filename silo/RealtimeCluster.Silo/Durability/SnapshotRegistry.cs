using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Persistence;

namespace RealtimeCluster.Silo.Durability;

/// <summary>What this silo writes behind, by the grain it belongs to.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class SnapshotRegistry : IDisposable
{
    private const string StateName = "snapshot";

    private readonly ConcurrentDictionary<GrainId, DurableState> _states = new();
    private readonly ConcurrentDictionary<DurableState, bool> _dirty = new();
    private readonly IGrainStorage _storage;
    private readonly TimeProvider _time;
    private readonly ILogger<SnapshotRegistry> _logger;

    public SnapshotRegistry(
        [FromKeyedServices(RealtimeStorage.ProviderName)] IGrainStorage storage,
        IOptions<DurabilityOptions> options,
        SiloMetrics metrics,
        TimeProvider time,
        ILogger<SnapshotRegistry> logger,
        IOptions<ClusterOptions>? cluster = null)
    {
        // Memory storage is grains of the cluster, so that a write is a message between nodes.
        MaxSnapshotBytes = storage is MemoryGrainStorage ? (cluster?.Value ?? new ClusterOptions()).GetMaxItemBytes() : long.MaxValue;
        _storage = storage;
        _time = time;
        _logger = logger;
        Options = options.Value;
        Metrics = metrics;
        Breaker = new StorageBreaker(time);
        Loads = new SemaphoreSlim(Options.MaxConcurrentReads);
        metrics.ObserveDurability(() => MaxLag, () => _dirty.Count);
    }

    /// <summary>The settings.</summary>
    public DurabilityOptions Options { get; }

    /// <summary>Whether anything is written.</summary>
    public bool IsEnabled => Options.Enabled == true;

    /// <summary>Whether what is written outlives this silo's grains, of which memory storage is made.</summary>
    public bool OutlivesGrains => _storage is not MemoryGrainStorage;

    /// <summary>The largest snapshot that storage can be given.</summary>
    public long MaxSnapshotBytes { get; }

    /// <summary>The instruments.</summary>
    public SiloMetrics Metrics { get; }

    /// <summary>Whether storage answers those that start.</summary>
    public StorageBreaker Breaker { get; }

    /// <summary>The places for those that read when they start.</summary>
    public SemaphoreSlim Loads { get; }

    /// <summary>Begins to write something behind.</summary>
    /// <param name="grainId">The grain it belongs to.</param>
    /// <param name="source">Where to get it.</param>
    /// <returns><see langword="null"/> when nothing is written.</returns>
    public DurableState? TryOpen(GrainId grainId, ISnapshotSource source) => IsEnabled ? _states[grainId] = Create(grainId, source) : null;

    /// <summary>What is known of a grain's record, or a record that nothing is known of.</summary>
    /// <param name="grainId">The grain.</param>
    public DurableState FindOrCreate(GrainId grainId) => _states.TryGetValue(grainId, out var state) ? state : Create(grainId, source: null);

    /// <summary>Nothing more will be written.</summary>
    /// <param name="state">What was opened.</param>
    public void Close(DurableState state)
    {
        state.Close();
        _states.TryRemove(new KeyValuePair<GrainId, DurableState>(state.GrainId, state));
        _dirty.TryRemove(state, out _);
    }

    /// <summary>There are changes to write.</summary>
    /// <param name="state">What changed.</param>
    public void AddDirty(DurableState state) => _dirty[state] = true;

    /// <summary>A write is over: forgets what has no more changes to write.</summary>
    /// <param name="state">What was written.</param>
    public void RemoveClean(DurableState state)
    {
        if (!state.Schedule.IsDirty && _dirty.TryRemove(state, out _) && state.Schedule.IsDirty)
        {
            // A change came between.
            AddDirty(state);
        }
    }

    /// <summary>What should be written now, that with the oldest changes first.</summary>
    public DurableState[] GetDue() =>
        [.. _dirty.Keys.Where(static state => state.Schedule.IsDue).OrderByDescending(static state => state.Schedule.Lag)];

    /// <summary>A write failed.</summary>
    public void OnFailed(WriteOutcome outcome, GrainId grainId, Exception exception)
    {
        Metrics.SnapshotWritten(outcome, 0);
        Log.WriteFailed(_logger, grainId, exception);
    }

    /// <summary>A later life has written: this one writes no more.</summary>
    public void OnSuperseded(GrainId grainId)
    {
        Metrics.SnapshotWritten(WriteOutcome.Superseded, 0);
        Log.Superseded(_logger, grainId);
    }

    /// <summary>A read failed.</summary>
    public void OnLoadFailed(GrainId grainId, Exception exception)
    {
        Metrics.SnapshotLoaded(exception is TimeoutException ? "timed_out" : "failed");
        Log.LoadFailed(_logger, grainId, exception);
    }

    public void Dispose() => Loads.Dispose();

    private void OnUnreadable(GrainId grainId, SnapshotFault fault)
    {
        Metrics.SnapshotLoaded("unreadable");
        Log.Unreadable(_logger, grainId, fault.Content is null ? "it is written over" : $"it was kept as {StateName}{StoredRecord.UnreadableSuffix}", fault.Exception);
    }

    private double MaxLag => _dirty.Keys.Select(static state => state.Schedule.Lag.TotalSeconds).DefaultIfEmpty().Max();

    private DurableState Create(GrainId grainId, ISnapshotSource? source) => new(
        grainId,
        source,
        new StoredRecord(_storage, StateName, grainId, _time, fault => OnUnreadable(grainId, fault)),
        new WriteSchedule(Options.Interval, Options.MaxRetryDelay, _time),
        this);

    private static partial class Log
    {
        [LoggerMessage(LogEvents.SnapshotFailed, LogLevel.Warning, "The state of {GrainId} was not written to storage; it will be tried again while it lives.")]
        public static partial void WriteFailed(ILogger logger, GrainId grainId, Exception exception);

        [LoggerMessage(LogEvents.SnapshotSuperseded, LogLevel.Warning, "Another life of {GrainId} writes to storage; this one does not any more.")]
        public static partial void Superseded(ILogger logger, GrainId grainId);

        [LoggerMessage(LogEvents.SnapshotUnread, LogLevel.Warning, "What storage holds of {GrainId} could not be read or claimed; it begins a new epoch.")]
        public static partial void LoadFailed(ILogger logger, GrainId grainId, Exception exception);

        [LoggerMessage(LogEvents.SnapshotUnreadable, LogLevel.Error, "What storage holds of {GrainId} cannot be read by this version and counts as lost; {WhatBecomesOfIt}.")]
        public static partial void Unreadable(ILogger logger, GrainId grainId, string whatBecomesOfIt, Exception exception);
    }
}
