using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.FanOut;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Tests.FanOut;

public class MissedJoinsTests
{
    private static readonly ChannelKey Channel = ChannelKey.ForChannel("shop", "c");

    private readonly LocalChannelIndex _index = TestFanOut.CreateIndex();
    private readonly Joiners _joiners = new();
    private readonly Owners _owners = new();

    [Fact]
    public void Look_EventsOfAChannelThatSomebodyAskedToBeIn_AsksItsOwnerOnce()
    {
        var joins = Create();
        _joiners.Add(Channel, new FakeReceiver("a"));

        joins.Doubt(Channel, isFill: false);
        joins.Doubt(Channel, isFill: false);
        joins.Look();
        joins.Look();

        Assert.Equal([Channel], _owners.Asked);
    }

    [Fact]
    public void Look_EventsOfAChannelThatNobodyAskedToBeIn_AsksNobodyAndForgets()
    {
        var joins = Create();

        joins.Doubt(Channel, isFill: false);
        joins.Look();

        Assert.Empty(_owners.Asked);
        Assert.Equal(0, joins.Count);
    }

    [Fact]
    public void Look_OwnerSentTheJoin_NobodyEnds()
    {
        var joiner = new FakeReceiver("a");
        var fanOut = TestFanOut.Create(_index, new FakeReceivers(joiner));
        var joins = Create();
        _joiners.Add(Channel, joiner);
        joins.Doubt(Channel, isFill: false);
        joins.Look();

        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, IsFill = true, Events = [new ChannelEvent { Kind = ChannelEventKind.Joined, Offset = 1, ConnectionId = "a", Echo = true }] }]);
        joins.Look();
        joins.Look();

        Assert.Single(joiner.Received);
        Assert.Equal(0, joiner.LostCount);
        Assert.Equal(0, joins.Count);
    }

    [Fact]
    public void Look_OwnerNoLongerHasTheJoin_EndsTheJoiner()
    {
        var joiner = new FakeReceiver("a");
        var joins = Create();
        _joiners.Add(Channel, joiner);
        joins.Doubt(Channel, isFill: false);
        joins.Look();

        joins.Doubt(Channel, isFill: true);
        joins.Look();
        var whileItMayStillCome = joiner.LostCount;
        joins.Look();

        Assert.Equal(0, whileItMayStillCome);
        Assert.Equal(1, joiner.LostCount);
        Assert.Equal(0, joins.Count);
    }

    [Fact]
    public void Look_TheJoinerHasLeftAndAskedAgain_IsNotEndedForTheFormerJoin()
    {
        var joiner = new FakeReceiver("a", sentBefore: 5);
        var joins = Create();
        _joiners.Add(Channel, joiner);
        joins.Doubt(Channel, isFill: false);
        joins.Look();

        joins.Doubt(Channel, isFill: true);
        joins.Look();
        joiner.SentBefore = 9;
        joins.Look();

        Assert.Equal(0, joiner.LostCount);
    }

    [Fact]
    public void Look_OwnerSentTheJoinOfAnotherOnly_EndsTheOneThatWaited()
    {
        var (waiting, other) = (new FakeReceiver("a"), new FakeReceiver("b"));
        var joins = Create();
        _joiners.Add(Channel, waiting);
        joins.Doubt(Channel, isFill: false);
        joins.Look();

        _index.GetOrAdd(Channel).Add(other);
        _joiners.Add(Channel, other);
        joins.Look();
        joins.Look();

        Assert.Equal((1, 0), (waiting.LostCount, other.LostCount));
    }

    [Fact]
    public void Look_NoAnswer_EndsTheJoinerSomeTime()
    {
        var joiner = new FakeReceiver("a");
        var joins = Create();
        _joiners.Add(Channel, joiner);
        joins.Doubt(Channel, isFill: false);

        for (var i = 0; i < 100; i++)
        {
            joins.Look();
        }

        Assert.Equal(1, joiner.LostCount);
        Assert.Equal(0, joins.Count);
    }

    [Fact]
    public void Deliver_EventsOfAnUnknownChannel_AreDoubted()
    {
        var gaps = new FakeGapFiller();
        var fanOut = TestFanOut.Create(_index, new FakeReceivers(new FakeReceiver("a")), gaps: gaps);

        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [new ChannelEvent { Kind = ChannelEventKind.Message, Offset = 2, EventName = "\"e\""u8.ToArray() }] }]);

        Assert.Equal([Channel], gaps.Asked);
    }

    private MissedJoins Create() => new(_owners, _joiners, _index);

    private sealed class Owners : IOwnerCaller
    {
        public List<ChannelKey> Asked { get; } = [];

        public void Ask(ChannelKey channel) => Asked.Add(channel);
    }

    private sealed class Joiners : IJoinedConnections
    {
        private readonly List<(ChannelKey Channel, EventReceiver Receiver)> _joined = [];

        public void Add(ChannelKey channel, EventReceiver receiver) => _joined.Add((channel, receiver));

        public void FindIn(IReadOnlySet<ChannelKey> channels, Action<ChannelKey, EventReceiver> onFound)
        {
            foreach (var (channel, receiver) in _joined.Where(pair => channels.Contains(pair.Channel)))
            {
                onFound(channel, receiver);
            }
        }
    }
}
