using Orleans.Runtime;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Channels.HandOver;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Silo.Tests.Log;
using RealtimeCluster.Silo.Tests.Owners;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Succession;

public sealed class GatewayGathererTests
{
    private static readonly ChannelKey Channel = ChannelKey.ForChannel("shop", "c");
    private static readonly GrainId Owner = GrainId.Create("realtime.channel", "shop/c");

    private readonly FakeGateways _gateways = new();
    private readonly FakeGateway _near;
    private readonly FakeGateway _far;

    public GatewayGathererTests() => (_near, _far) = (_gateways.Add(LogBuilder.Gateway(1)), _gateways.Add(LogBuilder.Gateway(2)));

    [Fact]
    public async Task GatherSessions_AGatewayThatLivesIsSilent_Throws()
    {
        _far.IsSilent = true;

        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => Create().GatherSessionsAsync(3, TestGatherer.Deadline()));
    }

    [Theory]
    [InlineData(SiloStatus.Dead)]
    [InlineData(SiloStatus.Stopping)]
    public async Task GatherSessions_AGatewayThatIsGoneIsSilent_GivesWhatTheOthersHold(SiloStatus status)
    {
        _near.Sessions = [new SessionRecord { ConnectionId = "held", Secret = "s", Environment = "shop", Gateway = _near.Id }];
        _far.IsSilent = true;

        var sessions = await TestGatherer.Create(_gateways, new FakeSilos(), status).GatherSessionsAsync(3, TestGatherer.Deadline());

        Assert.Equal("held", Assert.Single(sessions).ConnectionId);
    }

    [Fact]
    public async Task Gather_TwoGatewaysFollowedTheLog_ReadsEachEventFromOneOfThem()
    {
        _near.Follow(Channel, epoch: 7, term: 70, Events(3, 4, 5));
        _far.Follow(Channel, epoch: 7, term: 70, Events(4, 5));

        var gathered = await Create().GatherAsync(Channel, 80, needsEvents: true, TestGatherer.Deadline());

        Assert.True(gathered.IsComplete);
        Assert.Equal(2, gathered.Assertions.Count);
        Assert.Equal([3, 4, 5], gathered.Tails.SelectMany(static tail => tail).Select(static channelEvent => channelEvent.Offset).Order());
    }

    [Fact]
    public async Task Gather_NoEventsAreNeeded_ReadsNone()
    {
        _near.Follow(Channel, epoch: 7, term: 70, Events(3, 4));

        var gathered = await Create().GatherAsync(Channel, 80, needsEvents: false, TestGatherer.Deadline());

        Assert.Empty(gathered.Tails);
        Assert.Equal(0, _near.ReadCount);
    }

    [Fact]
    public async Task Gather_AGatewayIsSilent_IsNotComplete()
    {
        _near.Follow(Channel, epoch: 7, term: 70, Events(3));
        _far.IsSilent = true;

        var gathered = await Create().GatherAsync(Channel, 80, needsEvents: true, TestGatherer.Deadline());

        Assert.False(gathered.IsComplete);
        Assert.Single(gathered.Assertions);
    }

    [Fact]
    public async Task Gather_AGatewayDiedLately_IsNotComplete()
    {
        _near.Follow(Channel, epoch: 7, term: 70, Events(3));
        var deaths = new GatewayDeaths(RecoveryTimes.Default, TimeProvider.System);
        deaths.Add();

        var gathered = await TestGatherer.Create(_gateways, new FakeSilos(), deaths: deaths).GatherAsync(Channel, 80, needsEvents: true, TestGatherer.Deadline());

        Assert.False(gathered.IsComplete);
    }

    [Fact]
    public async Task Gather_EventsGrewTooOldBeforeTheyWereRead_AsksAnew()
    {
        _near.Follow(Channel, epoch: 7, term: 70, Events(3, 4));
        _near.OnRead = () => _near.Follow(Channel, epoch: 7, term: 70, Events(4));

        var gathered = await Create().GatherAsync(Channel, 80, needsEvents: true, TestGatherer.Deadline());

        Assert.True(gathered.IsComplete);
        Assert.Equal(4, Assert.Single(gathered.Assertions).TailStart);
        Assert.Equal(2, _near.ReadCount);
    }

    [Fact]
    public async Task GatherEstate_TwoLivesLeftSomething_IsTheLaterOne()
    {
        var silos = new FakeSilos((Silo(1), static _ => FakeOwner.Estate(10, lastOffset: 1)), (Silo(2), static _ => FakeOwner.Estate(20, lastOffset: 5)));

        var claim = new EstateClaim(static _ => { });
        var refusedBy = await TestGatherer.Create(_gateways, silos).GatherEstateAsync(Owner, 30, claim, TestGatherer.Deadline());
        var estate = claim.Estate;

        Assert.Equal((20, 0), (estate!.Term, refusedBy));
    }

    [Fact]
    public async Task GatherEstate_OneHasAHigherTerm_SaysWhich()
    {
        var silos = new FakeSilos((Silo(1), static _ => null), (Silo(2), static _ => throw new HigherTermException(50)));

        var claim = new EstateClaim(static _ => { });
        var refusedBy = await TestGatherer.Create(_gateways, silos).GatherEstateAsync(Owner, 30, claim, TestGatherer.Deadline());
        var estate = claim.Estate;

        Assert.Equal((null, 50), (estate, refusedBy));
    }

    [Fact]
    public async Task GatherEstate_TheOwnerIsGivenUpWhileItIsHandedOver_TheEstateIsPutBack()
    {
        var handedOver = new TaskCompletionSource<LogEstate?>();
        var silos = Stand.In<IOwnerClient>(called => called.Name switch
        {
            nameof(IOwnerClient.GetLive) => new[] { Silo(1) },
            nameof(IOwnerClient.Get) => Stand.In<IOwnerService>(_ => handedOver.Task),
            var other => throw new NotSupportedException(other),
        });
        using var abandoned = new CancellationTokenSource();
        var deadline = new StartDeadline(TimeProvider.System, TimeProvider.System.GetTimestamp(), TimeSpan.FromSeconds(20), abandoned.Token);
        var putBack = new TaskCompletionSource<LogEstate>();
        var claim = new EstateClaim(putBack.SetResult);
        var asking = TestGatherer.Create(_gateways, silos).GatherEstateAsync(Owner, 30, claim, deadline);

        await abandoned.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        claim.GiveUp();
        var estate = FakeOwner.Estate(20);
        handedOver.SetResult(estate);

        Assert.Same(estate, await putBack.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Gather_TheClusterHasNotChangedForLong_AsksNobodyButTheHome()
    {
        _near.Follow(Channel, epoch: 7, term: 70, Events(3));
        var silos = new FakeSilos((Silo(1), static _ => null), (Silo(2), static _ => FakeOwner.Estate(20, lastOffset: 5)));
        var gatherer = TestGatherer.Create(_gateways, silos, changes: TestGatherer.Settled());

        var claim = new EstateClaim(static _ => { });
        await gatherer.GatherEstateAsync(Owner, 80, claim, TestGatherer.Deadline());
        var estate = claim.Estate;
        var gathered = await gatherer.GatherAsync(Channel, 80, needsEvents: true, TestGatherer.Deadline());

        Assert.Null(estate);
        Assert.Same(GatheredLog.Unasked, gathered);
        Assert.Equal([(Silo(1), "HandOverAsync")], silos.Calls);
    }

    [Fact]
    public async Task Gather_TheTableKnowsOfAChangeThatThisSiloHasNotHeardOf_AsksAll()
    {
        _near.Follow(Channel, epoch: 7, term: 70, Events(3));
        var silos = new FakeSilos((Silo(1), static _ => null), (Silo(2), static _ => FakeOwner.Estate(20, lastOffset: 5)));
        var gatherer = TestGatherer.Create(_gateways, silos, changes: TestGatherer.Settled(), table: new FakeTable { Version = 6 });

        var claim = new EstateClaim(static _ => { });
        await gatherer.GatherEstateAsync(Owner, 80, claim, TestGatherer.Deadline());
        var estate = claim.Estate;
        var gathered = await gatherer.GatherAsync(Channel, 80, needsEvents: true, TestGatherer.Deadline());

        Assert.Equal(5, estate?.LastOffset);
        Assert.Single(gathered.Assertions);
    }

    [Fact]
    public async Task Gather_TheHomeIsSilent_AsksAllGateways()
    {
        _near.Follow(Channel, epoch: 7, term: 70, Events(3));
        var silos = new FakeSilos((Silo(1), static _ => throw new TimeoutException()), (Silo(2), static _ => null));
        var gatherer = TestGatherer.Create(_gateways, silos, changes: TestGatherer.Settled());

        await gatherer.GatherEstateAsync(Owner, 80, new EstateClaim(static _ => { }), TestGatherer.Deadline());
        var gathered = await gatherer.GatherAsync(Channel, 80, needsEvents: true, TestGatherer.Deadline());

        Assert.Single(gathered.Assertions);
    }

    private static SiloAddress Silo(int number) => LogBuilder.Gateway(100 + number).Address;

    private static ChannelEvent[] Events(params long[] offsets) =>
        Array.ConvertAll(offsets, static offset => new ChannelEvent { Kind = ChannelEventKind.Message, Offset = offset });

    private GatewayGatherer Create() => TestGatherer.Create(_gateways, new FakeSilos());
}
