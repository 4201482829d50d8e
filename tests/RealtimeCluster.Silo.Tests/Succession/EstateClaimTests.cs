using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Silo.Tests.Owners;

namespace RealtimeCluster.Silo.Tests.Succession;

public sealed class EstateClaimTests
{
    private readonly List<LogEstate> _back = [];
    private readonly EstateClaim _claim;

    public EstateClaimTests() => _claim = new EstateClaim(_back.Add);

    [Fact]
    public void Add_Several_TheHighestTermCounts()
    {
        var highest = FakeOwner.Estate(30);
        _claim.Add(FakeOwner.Estate(20));
        _claim.Add(highest);
        _claim.Add(FakeOwner.Estate(10));

        Assert.Same(highest, _claim.Estate);
    }

    [Fact]
    public void GiveUp_SomethingWasGiven_IsPutBack()
    {
        var estate = FakeOwner.Estate(20);
        _claim.Add(estate);

        _claim.GiveUp();

        Assert.Equal([estate], _back);
        Assert.Null(_claim.Estate);
    }

    [Fact]
    public void Add_TheOwnerWasGivenUp_IsPutBackAtOnce()
    {
        var estate = FakeOwner.Estate(20);
        _claim.GiveUp();

        _claim.Add(estate);

        Assert.Equal([estate], _back);
    }

    [Fact]
    public void Add_TheOwnerHasStarted_NothingIsPutBack()
    {
        _claim.Add(FakeOwner.Estate(20));
        _claim.Use();

        _claim.Add(FakeOwner.Estate(10));

        Assert.Empty(_back);
    }
}
