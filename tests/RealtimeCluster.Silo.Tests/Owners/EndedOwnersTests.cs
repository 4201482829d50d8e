using RealtimeCluster.Silo.Owners;

namespace RealtimeCluster.Silo.Tests.Owners;

public sealed class EndedOwnersTests
{
    private const long Large = 1L << 30;
    private const long Small = 50L << 20;

    private readonly EndedOwners _ended = new();

    [Fact]
    public void Add_FewInAll_DoNotPay() => Assert.False(_ended.Add(EndedOwners.MinCount - 1, livingCount: 0));

    [Fact]
    public void Add_FewForThoseAlive_DoNotPay() =>
        Assert.False(_ended.Add(EndedOwners.MinCount, EndedOwners.MinCount * EndedOwners.LivingPerEnded * 2));

    [Fact]
    public void Add_ManySweepsTogether_PayOnceAndBeginAgain()
    {
        const int living = EndedOwners.MinCount * EndedOwners.LivingPerEnded;

        Assert.False(_ended.Add(EndedOwners.MinCount / 2, living));
        Assert.True(_ended.Add(EndedOwners.MinCount / 2, living));
        Assert.False(_ended.Add(EndedOwners.MinCount / 2, living));
    }

    [Fact]
    public void Add_TheLastFewOfManyAndThenNothing_AreCollectedOnce()
    {
        _ended.Add(EndedOwners.MinCount, livingCount: 0);
        _ended.Add(10, livingCount: 0);

        Assert.Equal(1, Enumerable.Range(0, 100).Count(_ => _ended.Add(0, livingCount: 0)));
    }

    [Fact]
    public void Add_NothingEverEnded_IsNeverCollected() => Assert.DoesNotContain(Enumerable.Range(0, 100), _ => _ended.Add(0, livingCount: 0));

    [Fact]
    public void GiveBack_ManyEndedAndItIsQuiet_OnceAndNotBefore()
    {
        var backs = new List<int>();
        _ended.Add(EndedOwners.MinCount, livingCount: 0);
        for (var sweep = 1; sweep < 50; sweep++)
        {
            _ended.Add(0, livingCount: 0);
            if (_ended.IsToGiveBack(Large, Large - Small))
            {
                backs.Add(sweep);
            }
        }

        Assert.Equal([EndedOwners.QuietSweeps + 2], backs);
    }

    [Theory]
    [InlineData(Large, Large / 2)]
    [InlineData(Large, Small)]
    [InlineData(Small * 2, Small)]
    public void GiveBack_MuchIsAliveOrLittleIsFree_Never(long heap, long free)
    {
        _ended.Add(EndedOwners.MinCount, livingCount: 0);

        for (var sweep = 0; sweep < 50; sweep++)
        {
            _ended.Add(0, livingCount: 0);

            Assert.False(_ended.IsToGiveBack(heap, free));
        }
    }

    [Fact]
    public void GiveBack_OwnersGoOnEnding_Never()
    {
        for (var sweep = 0; sweep < 50; sweep++)
        {
            _ended.Add(sweep % EndedOwners.QuietSweeps == 0 ? EndedOwners.MinCount : 0, livingCount: 0);

            Assert.False(_ended.IsToGiveBack(Large, Large - Small));
        }
    }
}
