using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using Orleans.Serialization;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Owners;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Silo.Tests.Log;

namespace RealtimeCluster.Silo.Tests.Owners;

public sealed class OwnerRegistryTests : IDisposable
{
    private static readonly GrainId Id = GrainId.Create("realtime.channel", "e/c");

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(3);

    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly OwnerRegistry _registry;

    public OwnerRegistryTests()
    {
        var options = Options.Create(new RecoveryOptions { Window = Window });
        _registry = new OwnerRegistry(RecoveryTimes.Default, new RestingLogs(options, _services.GetRequiredService<Serializer<LogEstate>>(), _time), _time);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void HandOver_AnActivationThatWasGivenUpIsRegisteredToo_GivesWhatTheRealOneLeft(bool isGhostFirst)
    {
        var (real, ghost) = (new FakeOwner(Id, term: 20, lastOffset: 5), new FakeOwner(Id, term: 10, lastOffset: 1));
        _registry.Register(Id, isGhostFirst ? ghost : real);
        _registry.Register(Id, isGhostFirst ? real : ghost);
        _registry.Unregister(Id, real, real.HandOver(long.MaxValue));

        var estate = _registry.HandOver(Id, term: 30);

        Assert.Equal(5, estate!.LastOffset);
    }

    [Fact]
    public void HandOver_TheGivenUpOneEndsLater_GivesWhatTheRealOneLeft()
    {
        var (real, ghost) = (new FakeOwner(Id, term: 20, lastOffset: 5), new FakeOwner(Id, term: 10, lastOffset: 1));
        _registry.Register(Id, real);
        _registry.Unregister(Id, real, real.HandOver(long.MaxValue));
        _registry.Unregister(Id, ghost, ghost.HandOver(long.MaxValue));

        Assert.Equal(5, _registry.HandOver(Id, term: 30)!.LastOffset);
    }

    [Fact]
    public void HandOver_ToALowerTerm_GivesNothingAndKeepsIt()
    {
        _registry.Unregister(Id, new FakeOwner(Id, term: 100), FakeOwner.Estate(100, lastOffset: 1));

        Assert.Null(_registry.HandOver(Id, term: 99));
        Assert.NotNull(_registry.HandOver(Id, term: 101));
    }

    [Fact]
    public void FindUnclaimed_EstateIsTooOld_LetsGoOfIt()
    {
        var member = new EstateMember("a", Gateway: null, Profile: null, JoinedAt: 1, IsResumable: true);
        _registry.Unregister(Id, new FakeOwner(Id, term: 1), FakeOwner.Estate(1, lastOffset: 1, member));
        Assert.Single(_registry.FindUnclaimed());

        _time.Advance(RecoveryTimes.Default.Estate + TimeSpan.FromSeconds(1));

        Assert.Empty(_registry.FindUnclaimed());
        Assert.Null(_registry.HandOver(Id, term: 2));
    }

    [Fact]
    public void Unregister_NobodyMissesTheLog_ItRestsForTheWindowAndIsGivenToAnHeir()
    {
        _registry.Unregister(Id, new FakeOwner(Id, term: 1), FakeOwner.Estate(1, lastOffset: 7));

        _time.Advance(Window);
        _registry.Trim();

        Assert.Equal(1, _registry.RestingCount);
        Assert.Empty(_registry.FindUnclaimed());
        Assert.Equal(1, _registry.FindTerm(Id));
        Assert.Equal(7, _registry.HandOver(Id, term: 2)!.LastOffset);
        Assert.Equal(0, _registry.RestingCount);
    }

    [Fact]
    public void Trim_ALogHasRestedForTheWindow_IsLetGoOf()
    {
        _registry.Unregister(Id, new FakeOwner(Id, term: 1), FakeOwner.Estate(1, lastOffset: 7));
        _time.Advance(Window + TimeSpan.FromSeconds(1));

        _registry.Trim();

        Assert.Equal(0, _registry.RestingCount);
        Assert.Null(_registry.HandOver(Id, term: 2));
    }

    [Fact]
    public void HandOver_OneRestsAndALaterLifeLives_GivesTheLaterAndLetsGoOfTheOther()
    {
        _registry.Unregister(Id, new FakeOwner(Id, term: 1), FakeOwner.Estate(1, lastOffset: 7));
        _registry.Register(Id, new FakeOwner(Id, term: 2, lastOffset: 9));

        Assert.Equal(9, _registry.HandOver(Id, term: 3)!.LastOffset);
        Assert.Equal(0, _registry.RestingCount);
    }

    [Fact]
    public void Unregister_ALogRests_AllThatItsOwnerKnewIsThere()
    {
        var log = LogBuilder.Create();
        log.Apply(LogBuilder.Batch(LogBuilder.Gateway(1), 1, LogBuilder.Join("a"), LogBuilder.Publish("said"), LogBuilder.Leave("a")));
        _registry.Unregister(Id, new FakeOwner(Id, term: 1), log.ToEstate());

        var estate = _registry.HandOver(Id, term: long.MaxValue)!;

        Assert.Equal(log.LastOffset, estate.LastOffset);
        Assert.Equal(log.GetTail().Select(Describe), estate.Tail.Select(Describe));
        Assert.Equal(log.Gateways, estate.Gateways.Select(static gateway => gateway.Gateway));
    }

    [Fact]
    public void FindUnclaimed_AnOwnerLeftAgain_KeepsTheNewEstateForItsTime()
    {
        var member = new EstateMember("a", Gateway: null, Profile: null, JoinedAt: 1, IsResumable: true);
        _registry.Unregister(Id, new FakeOwner(Id, term: 1), FakeOwner.Estate(1, lastOffset: 1, member));
        _time.Advance(TimeSpan.FromSeconds(20));
        _registry.Unregister(Id, new FakeOwner(Id, term: 2), FakeOwner.Estate(2, lastOffset: 2, member));
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Single(_registry.FindUnclaimed());
        Assert.Equal(2, _registry.HandOver(Id, term: 3)!.LastOffset);
    }

    [Fact]
    public async Task FindUnclaimed_ASuccessorLivesAndNeverCame_CallsItNoMoreAndKeepsTheEstate()
    {
        var member = new EstateMember("a", Gateway: null, Profile: null, JoinedAt: 1, IsResumable: true);
        _registry.Unregister(Id, new FakeOwner(Id, term: 1), FakeOwner.Estate(1, lastOffset: 1, member));

        await Assert.Single(_registry.FindUnclaimed())();

        Assert.Empty(_registry.FindUnclaimed());
        Assert.NotNull(_registry.HandOver(Id, term: 2));
    }

    [Fact]
    public void TakeLastSnapshots_LongAfterTheOwnersEndedWhileNobodyLooked_GivesThemAll()
    {
        _registry.Unregister(Id, new FakeOwner(Id, term: 1), FakeOwner.Estate(1, lastOffset: 1));
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(Id, Assert.Single(_registry.TakeLastSnapshots(DateTimeOffset.UnixEpoch)).GrainId);
        Assert.Empty(_registry.TakeLastSnapshots(DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void FindTerm_SomethingIsLeft_IsItsTermUntilItIsHandedOver()
    {
        _registry.Unregister(Id, new FakeOwner(Id, term: 100), FakeOwner.Estate(100, lastOffset: 1));

        var before = _registry.FindTerm(Id);
        _registry.HandOver(Id, term: 101);

        Assert.Equal((100, 0), (before, _registry.FindTerm(Id)));
    }

    [Fact]
    public void FindTerm_AnOwnerLives_IsItsTermUntilItHandsOver()
    {
        _registry.Register(Id, new FakeOwner(Id, term: 100));

        var before = _registry.FindTerm(Id);
        _registry.HandOver(Id, term: 101);

        Assert.Equal((100, 0), (before, _registry.FindTerm(Id)));
    }

    [Fact]
    public void FindUnclaimed_NobodyIsInTheChannelOrListens_WakesNoSuccessor()
    {
        _registry.Unregister(Id, new FakeOwner(Id, term: 1), FakeOwner.Estate(1, lastOffset: 1));

        Assert.Empty(_registry.FindUnclaimed());
        Assert.NotNull(_registry.HandOver(Id, term: 2));
    }

    [Fact]
    public void ListChannels_OfAnEnvironment_AreTheFirstOnesThatHaveMembers()
    {
        Register(ChannelKey.ForChannel("e", "c"), memberCount: 3);
        Register(ChannelKey.ForChannel("e", "a"), memberCount: 1);
        Register(ChannelKey.ForChannel("e", "d"), memberCount: 1);
        Register(ChannelKey.ForChannel("e", "b"), memberCount: 0);
        Register(ChannelKey.ForChannel("other", "b"), memberCount: 1);
        Register(ChannelKey.ForBroadcast("e"), memberCount: 1);

        var channels = _registry.ListChannels("e", prefix: string.Empty, after: null, count: 2);

        Assert.Equal([new OccupiedChannel("a", 1), new OccupiedChannel("c", 3)], channels);
    }

    [Fact]
    public void Count_ChannelsAndOthers_AreToldApart()
    {
        Register(ChannelKey.ForChannel("e", "c"), memberCount: 0);
        Register(ChannelKey.ForBroadcast("e"), memberCount: 0);

        Assert.Equal((2, 1), _registry.Count());
    }

    public void Dispose() => _services.Dispose();

    private static string Describe(ChannelEvent kept) => $"{kept.Offset} {kept.Kind} {kept.ConnectionId} {kept.Payload}";

    private void Register(ChannelKey key, int memberCount)
    {
        var id = GrainId.Create(key.Kind == ChannelKind.Channel ? "realtime.channel" : "realtime.broadcast", key.ToGrainKey());
        _registry.Register(id, new FakeOwner(id, term: 1) { Key = key, MemberCount = memberCount });
    }
}
