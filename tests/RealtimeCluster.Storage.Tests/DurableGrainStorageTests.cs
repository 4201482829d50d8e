namespace RealtimeCluster.Storage.Tests;

/// <summary>What a storage outside the cluster keeps to as well.</summary>
public abstract class DurableGrainStorageTests(SharedHost shared) : GrainStorageTests(shared)
{
    // Far above the two seconds the storage is given, far below what a test run is.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private protected abstract ExternalStore Store { get; }

    [Fact]
    public async Task Read_AfterTheSiloRestarted_FindsWhatWasWritten()
    {
        var grain = NewGrain();
        await using (var before = await StorageHost.StartAsync(Settings))
        {
            await before.WriteNewAsync(grain, 7);
        }

        await using var after = await StorageHost.StartAsync(Settings);

        Assert.Equal([7], await after.ReadBodyAsync(grain));
    }

    [Fact]
    public async Task Write_ByTwoSilos_LaterSeesAndEarlierIsRefused()
    {
        var grain = NewGrain();
        var first = await Storage.WriteNewAsync(grain, 1);
        await using var other = await StorageHost.StartAsync(Settings);
        var second = await other.ReadAsync(grain);
        second.State = new StoredState { Body = [2] };
        await other.WriteAsync(grain, second);

        await Assert.ThrowsAsync<Orleans.Storage.InconsistentStateException>(() => Storage.WriteAsync(grain, first));

        Assert.Equal([2], await Storage.ReadBodyAsync(grain));
    }

    [Fact]
    public async Task Calls_StoreDoesNotAnswer_FailAndWorkAgainAfterwards()
    {
        var grain = NewGrain();
        var state = await Storage.WriteNewAsync(grain, 1);
        await Store.PauseAsync();
        try
        {
            await FailAsync(
                Storage.ReadAsync(grain),
                Storage.WriteNewAsync(NewGrain(), 1),
                Storage.ClearAsync(NewGrain(), new GrainState<StoredState>(new StoredState())));
        }
        finally
        {
            await Store.ResumeAsync();
        }

        await Storage.WriteAsync(grain, state);

        Assert.Equal([1], await Storage.ReadBodyAsync(grain));
    }

    /// <summary>That calls fail by themselves, and are not only given up by the test.</summary>
    private protected static async Task FailAsync(params Task[] calls)
    {
        var ended = Task.WhenAll(calls);
        if (await Task.WhenAny(ended, Task.Delay(Patience)) != ended)
        {
            Assert.Fail($"Of {calls.Length} calls to a store that does not answer {calls.Count(static call => !call.IsCompleted)} did not fail within {Patience}.");
        }

        Assert.All(calls, static call => Assert.True(call.IsFaulted, $"A call to a store that does not answer ended as {call.Status}."));
    }
}
