using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using RealtimeCluster.Silo.Durability;

namespace RealtimeCluster.Silo.Tests.Durability;

public sealed class UnreadableRecordTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly BinaryData Content = BinaryData.FromString("written by another version");

    private readonly Storage _storage = new();
    private readonly List<SnapshotFault> _faults = [];
    private readonly StoredRecord _record;

    public UnreadableRecordTests() => _record = new StoredRecord(_storage, "snapshot", GrainId.Create("log", "one"), new FakeTimeProvider(), _faults.Add);

    [Fact]
    public async Task Write_OverARecordThatCannotBeRead_KeepsItsBytesAndTakesItsPlace()
    {
        _storage.Records["snapshot"] = (new Snapshot { Term = 9, Unreadable = new SnapshotFault(Content, new FormatException("Odd.")) }, "1");

        var isWritten = await WriteAsync(term: 1);

        Assert.True(isWritten);
        Assert.Equal(1, Assert.IsType<Snapshot>(_storage.Records["snapshot"].State).Term);
        var kept = Assert.IsType<UnreadableRecord>(_storage.Records["snapshot-unreadable"].State);
        Assert.Equal(Content.ToArray(), kept.Content);
        Assert.Equal("Odd.", kept.Reason);
        Assert.Single(_faults);
    }

    [Fact]
    public async Task Read_OfARecordThatCannotBeRead_FindsNothing()
    {
        _storage.Records["snapshot"] = (new Snapshot { IsFinal = true, Unreadable = new SnapshotFault(Content, new FormatException()) }, "1");

        Assert.Null(await _record.ReadAsync(Timeout, CancellationToken.None));
        Assert.False(_record.IsKnownAbsent);
    }

    [Fact]
    public async Task Read_WhatWasFoundCannotBeKept_FailsAndReplacesNothing()
    {
        _storage.Records["snapshot"] = (new Snapshot { Unreadable = new SnapshotFault(Content, new FormatException()) }, "1");
        _storage.FailsWritesOf = "snapshot-unreadable";

        await Assert.ThrowsAsync<IOException>(() => WriteAsync(term: 1));

        Assert.NotNull(Assert.IsType<Snapshot>(_storage.Records["snapshot"].State).Unreadable);
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task Write_TheStorageItselfCannotReadTheRecord_WritesAllTheSame()
    {
        _storage.ThrowsWhenRead = new FormatException("An unknown field.");

        Assert.True(await WriteAsync(term: 1));
        Assert.Single(_faults);
    }

    [Fact]
    public async Task Write_TheStorageIsAway_Fails()
    {
        _storage.ThrowsWhenRead = new IOException("Away.");

        await Assert.ThrowsAsync<IOException>(() => WriteAsync(term: 1));
        Assert.Empty(_faults);
    }

    public void Dispose() => _record.Dispose();

    private async Task<bool> WriteAsync(long term) =>
        await _record.WriteAsync(() => new Snapshot { Term = term }, Timeout, CancellationToken.None) == true;

    /// <summary>Records by their names, as real storages keep them.</summary>
    private sealed class Storage : IGrainStorage
    {
        private int _version = 1;

        public Dictionary<string, (object State, string ETag)> Records { get; } = [];

        public Exception? ThrowsWhenRead { get; set; }

        public string? FailsWritesOf { get; set; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (ThrowsWhenRead is { } exception)
            {
                throw exception;
            }

            var exists = Records.TryGetValue(stateName, out var record);
            grainState.State = exists ? (T)record.State : Activator.CreateInstance<T>();
            (grainState.ETag, grainState.RecordExists) = (record.ETag, exists);
            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (stateName == FailsWritesOf)
            {
                throw new IOException("It was told to fail.");
            }

            if (Records.TryGetValue(stateName, out var record) && record.ETag != grainState.ETag)
            {
                throw new InconsistentStateException("Another wrote.");
            }

            grainState.ETag = (++_version).ToString(CultureInfo.InvariantCulture);
            grainState.RecordExists = true;
            Records[stateName] = (grainState.State!, grainState.ETag);
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
    }
}
