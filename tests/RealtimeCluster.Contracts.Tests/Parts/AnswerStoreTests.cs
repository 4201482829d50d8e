using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Clustering.Parts;
using RealtimeCluster.Clustering.Recovery;

namespace RealtimeCluster.Contracts.Tests.Parts;

public class AnswerStoreTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly AnswerStore _store;

    public AnswerStoreTests() => _store = new AnswerStore(RecoveryTimes.Default, _time);

    [Fact]
    public void Read_AllParts_AreTheAnswer()
    {
        var answer = new byte[(2 * AnswerStore.PartBytes) + 7];
        Random.Shared.NextBytes(answer);
        Assert.True(_store.TryKeep(answer, out var id));

        byte[] read = [.. _store.Read(id, 0)!.Value, .. _store.Read(id, AnswerStore.PartBytes)!.Value, .. _store.Read(id, 2 * AnswerStore.PartBytes)!.Value];

        Assert.Equal(answer, read);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public void Read_OutsideOfTheAnswer_IsNothing(int start)
    {
        Assert.True(_store.TryKeep(new byte[100], out var id));

        Assert.Null(_store.Read(id, start));
        Assert.Null(_store.Read(Guid.NewGuid(), 0));
    }

    [Fact]
    public void Read_NobodyCameForIt_IsLetGoOf()
    {
        Assert.True(_store.TryKeep(new byte[100], out var id));

        _time.Advance(RecoveryTimes.Default.Answer);

        Assert.Null(_store.Read(id, 0));
        Assert.Equal(0, _store.SizeBytes);
    }

    [Fact]
    public void Read_TheLastPart_CanBeReadAgainForAWhile()
    {
        Assert.True(_store.TryKeep(new byte[100], out var id));

        _store.Read(id, 0);
        var again = _store.Read(id, 0);
        _time.Advance(RecoveryTimes.Default.PartKept);

        Assert.Equal(100, again?.Count);
        Assert.Null(_store.Read(id, 0));
    }
}
