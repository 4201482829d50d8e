using Orleans.Storage;

namespace RealtimeCluster.Storage.Tests;

/// <summary>What every storage keeps to, whatever lies beneath.</summary>
public abstract class GrainStorageTests(SharedHost shared) : IAsyncLifetime, IClassFixture<SharedHost>
{
    // What name systems like to stumble over.
    private static readonly string[] OddKeys =
    [
        "", "/", "a/b", "a/../b", "..", ".", "a%2Fb", "100%", "~", "~2f", "a b", "a?b#c", "ends.", "ends/", "\\", "\"'", "-", "Case", "case",
        "grüße", "日本語", "🎉", "\u0001", new string('x', 500), new string('x', 499) + "y", new string('é', 500),
    ];

    private StorageHost? _host;

    private protected StorageHost Storage => _host ?? throw new InvalidOperationException("The host was not started.");

    /// <summary>The configuration that chooses the storage.</summary>
    protected abstract IReadOnlyDictionary<string, string?> Settings { get; }

    public async Task InitializeAsync() => _host = await shared.GetAsync(Settings);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Read_NothingWritten_RecordDoesNotExist()
    {
        var state = await Storage.ReadAsync(NewGrain());

        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Empty(state.State!.Body);
    }

    [Fact]
    public async Task Write_ThenOverwritten_LastIsReadBack()
    {
        var grain = NewGrain();
        var written = await Storage.WriteNewAsync(grain, 1, 2, 3);
        var first = await Storage.ReadAsync(grain);
        written.State = new StoredState { Body = [4] };

        await Storage.WriteAsync(grain, written);

        var second = await Storage.ReadAsync(grain);
        Assert.True(first.RecordExists);
        Assert.Equal([1, 2, 3], first.State?.Body);
        Assert.Equal([4], second.State?.Body);
        Assert.Equal(written.ETag, second.ETag);
        Assert.NotEqual(first.ETag, second.ETag);
    }

    [Fact]
    public async Task Write_WithStaleETag_IsRefusedAndChangesNothing()
    {
        var grain = NewGrain();
        await Storage.WriteNewAsync(grain, 1);
        var stale = await Storage.ReadAsync(grain);
        await Storage.WriteAsync(grain, await Storage.ReadAsync(grain));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteAsync(grain, stale));

        Assert.NotEqual(stale.ETag, (await Storage.ReadAsync(grain)).ETag);
    }

    [Fact]
    public async Task Write_NeverReadButThere_IsRefused()
    {
        var grain = NewGrain();
        await Storage.WriteNewAsync(grain, 1);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteNewAsync(grain, 2));

        Assert.Equal([1], await Storage.ReadBodyAsync(grain));
    }

    [Fact]
    public async Task Write_BothAtOnce_OneIsRefused()
    {
        var grain = NewGrain();

        var writes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async value =>
        {
            try
            {
                await Storage.WriteNewAsync(grain, (byte)value);
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        }));

        Assert.Single(writes, static written => written);
    }

    [Fact]
    public async Task Clear_Written_IsGoneAndCanBeWrittenAgain()
    {
        var grain = NewGrain();
        var state = await Storage.WriteNewAsync(grain, 1);

        await Storage.ClearAsync(grain, state);

        Assert.False(state.RecordExists);
        Assert.False((await Storage.ReadAsync(grain)).RecordExists);
        await Storage.WriteNewAsync(grain, 2);
        Assert.Equal([2], await Storage.ReadBodyAsync(grain));
    }

    [Fact]
    public async Task Clear_WithStaleETag_IsRefused()
    {
        var grain = NewGrain();
        await Storage.WriteNewAsync(grain, 1);
        var stale = await Storage.ReadAsync(grain);
        await Storage.WriteAsync(grain, await Storage.ReadAsync(grain));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearAsync(grain, stale));

        Assert.True((await Storage.ReadAsync(grain)).RecordExists);
    }

    [Fact]
    public async Task Clear_NothingWritten_IsFine()
    {
        var grain = NewGrain();

        await Storage.ClearAsync(grain, await Storage.ReadAsync(grain));

        Assert.False((await Storage.ReadAsync(grain)).RecordExists);
    }

    [Fact]
    public async Task Write_OneMebibyte_IsReadBack()
    {
        var grain = NewGrain();
        var body = new byte[1024 * 1024];
        new Random(1).NextBytes(body);

        await Storage.WriteNewAsync(grain, body);

        Assert.Equal(body, await Storage.ReadBodyAsync(grain));
    }

    [Fact]
    public async Task Write_OddKeys_EachHasItsOwnState()
    {
        var type = NewGrain().Type;
        
        for (var index = 0; index < OddKeys.Length; index++)
        {
            await Storage.WriteNewAsync(GrainId.Create(type, IdSpan.Create(OddKeys[index])), (byte)index);
        }

        for (var index = 0; index < OddKeys.Length; index++)
        {
            Assert.Equal([(byte)index], await Storage.ReadBodyAsync(GrainId.Create(type, IdSpan.Create(OddKeys[index]))));
        }
    }

    [Fact]
    public async Task Write_TwoStatesOfOneGrain_AreApart()
    {
        var grain = NewGrain();
        await Storage.WriteNewAsync(grain, 1);
        var other = new GrainState<StoredState>(new StoredState { Body = [2] });

        await Storage.Storage.WriteStateAsync("other/snapshot", grain, other);

        Assert.Equal([1], await Storage.ReadBodyAsync(grain));
    }

    /// <summary>A grain no other test uses.</summary>
    private protected static GrainId NewGrain() => GrainId.Create($"storage-test-{Guid.NewGuid():N}", "key");
}
