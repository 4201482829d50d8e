using Orleans.Runtime;
using RealtimeCluster.Silo.Owners;

namespace RealtimeCluster.Silo.Tests.Owners;

public sealed class IdleOwnersTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    private readonly IdleOwners _idle = new(Window, maxCount: 2);

    [Fact]
    public void Choose_UnusedForLongerThanTheWindow_IsEnded()
    {
        FakeOwner[] owners = [Make(Window), Make(Window + TimeSpan.FromTicks(1)), Make(null)];

        Assert.Equal([owners[1]], _idle.Choose(owners));
    }

    [Fact]
    public void Choose_MoreIdleThanAreKept_TheLongestIdleRest()
    {
        FakeOwner[] owners = [Make(TimeSpan.FromSeconds(20)), Make(TimeSpan.FromSeconds(50)), Make(TimeSpan.FromSeconds(10)), Make(TimeSpan.FromSeconds(40)), Make(null)];

        Assert.Equal([owners[1], owners[3]], _idle.Choose(owners));
    }

    [Fact]
    public void Choose_UsedAMomentAgo_NeitherRestsNorCounts()
    {
        var moment = IdleOwners.MinIdleTime - TimeSpan.FromTicks(1);

        Assert.Empty(_idle.Choose([Make(moment), Make(moment), Make(moment), Make(IdleOwners.MinIdleTime)]));
    }

    [Fact]
    public void Choose_StorageHasAPartInThem_NoneRests()
    {
        FakeOwner[] owners = [.. Enumerable.Range(0, 5).Select(static _ => Make(TimeSpan.FromSeconds(30)))];
        Array.ForEach(owners, static owner => owner.CanRest = false);

        Assert.Empty(_idle.Choose(owners));
    }

    private static FakeOwner Make(TimeSpan? idleTime) => new(GrainId.Create("realtime.channel", $"e/{Guid.NewGuid():N}"), term: 1) { IdleTime = idleTime };
}
