using RealtimeCluster.Silo.Channels;

namespace RealtimeCluster.Silo.Tests.Channels;

public sealed class EndedOwnersTests
{
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
    public void Add_AllEndedAndNobodyIsAlive_Pays() => Assert.True(_ended.Add(EndedOwners.MinCount, livingCount: 0));
}
