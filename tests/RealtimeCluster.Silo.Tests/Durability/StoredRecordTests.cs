using Orleans.Runtime;
using RealtimeCluster.Silo.Durability;

namespace RealtimeCluster.Silo.Tests.Durability;

public sealed class StoredRecordTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly GrainId Id = GrainId.Create("log", "one");

    private readonly FakeStorage _storage = new();

    [Fact]
    public async Task Write_ByAnEarlierLife_IsRefusedAndChangesNothing()
    {
        using var earlier = Create();
        using var later = Create();
        await WriteAsync(earlier, term: 1);
        await WriteAsync(later, term: 2);

        var isWritten = await WriteAsync(earlier, term: 1);

        Assert.False(isWritten);
        Assert.Equal(2, _storage.Stored!.Term);
    }

    [Fact]
    public async Task Write_AfterAnEarlierLifeWrote_Overwrites()
    {
        using var earlier = Create();
        using var later = Create();
        await WriteAsync(later, term: 2);
        _storage.Stored = new Snapshot { Term = 1, IsFinal = true };

        var isWritten = await WriteAsync(later, term: 2);

        Assert.True(isWritten);
        Assert.Equal(2, _storage.Stored.Term);
    }

    [Fact]
    public async Task Write_TheLastOneTimedOutAndWasCarriedOut_Overwrites()
    {
        using var record = Create();
        await WriteAsync(record, term: 1);
        _storage.LosesAnswer = true;
        await Assert.ThrowsAsync<IOException>(() => WriteAsync(record, term: 1));
        _storage.LosesAnswer = false;

        Assert.True(await WriteAsync(record, term: 1));
    }

    [Fact]
    public async Task Clear_NothingThere_AsksNobody()
    {
        using var record = Create();
        await record.ReadAsync(Timeout, CancellationToken.None);
        var before = _storage.CallCount;

        var isCleared = await record.ClearAsync(1, Timeout, CancellationToken.None);

        Assert.True(isCleared);
        Assert.Equal(before, _storage.CallCount);
    }

    [Fact]
    public async Task Read_NoAnswer_EndsInTime()
    {
        using var record = Create();
        _storage.Hangs = true;

        await Assert.ThrowsAsync<TimeoutException>(() => record.ReadAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None));
    }

    [Fact]
    public async Task TryClaim_ByTwoLives_OneIsSecond()
    {
        _storage.Stored = new Snapshot { Term = 1, IsFinal = true };
        using var one = Create();
        using var other = Create();
        await one.ReadAsync(Timeout, CancellationToken.None);
        await other.ReadAsync(Timeout, CancellationToken.None);

        var isClaimed = await one.TryClaimAsync(new Snapshot { Term = 2 }, Timeout, CancellationToken.None);
        var isClaimedAgain = await other.TryClaimAsync(new Snapshot { Term = 3 }, Timeout, CancellationToken.None);

        Assert.True(isClaimed);
        Assert.False(isClaimedAgain);
        Assert.Equal(2, _storage.Stored.Term);
    }

    [Fact]
    public async Task Write_NothingToCaptureWhenItsTurnComes_WritesNothing()
    {
        using var record = Create();
        await WriteAsync(record, term: 1);

        Assert.Null(await record.WriteAsync(static () => null, Timeout, CancellationToken.None));
        Assert.Equal(1, _storage.Stored!.Term);
    }

    private static async Task<bool> WriteAsync(StoredRecord record, long term) =>
        await record.WriteAsync(() => new Snapshot { Term = term }, Timeout, CancellationToken.None) == true;

    private StoredRecord Create() => new(_storage, "snapshot", Id, TimeProvider.System);
}
