using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Channels;
using static RealtimeCluster.Gateway.Channels.ChannelReplica;

namespace RealtimeCluster.Gateway.Tests.Channels;

public sealed class ChannelReplicaTests
{
    private readonly ChannelReplica _replica = new(
        ChannelKey.ForChannel("shop", "c"), new ChannelTail(maxEventCount: 100, maxBytes: 1_000_000, TimeSpan.FromMinutes(1), new FakeTimeProvider()));

    [Fact]
    public void Take_EventsInAndOutOfTurn_EachOnceInOrder()
    {
        _replica.Accept(epoch: 7, term: 1, firstOffset: 3, []);

        var steps = new List<int> { 3, 4, 4, 3, 6, 5 }.ConvertAll(offset => _replica.Take(Event(offset)));

        Assert.Equal([Step.Next, Step.Next, Step.Repeated, Step.Repeated, Step.Gap, Step.Next], steps);
        Assert.Equal([3L, 4, 5], _replica.GetTail().Select(static channelEvent => channelEvent.Offset));
        Assert.Equal((new StreamPosition(7, 5), 3L), (_replica.Position, _replica.TailStart));
    }

    [Fact]
    public void Accept_OwnerThatWasSucceeded_IsNotHeeded()
    {
        _replica.Accept(epoch: 7, term: 5, firstOffset: 1, []);

        Assert.Equal(Verdict.Stale, _replica.Accept(epoch: 9, term: 4, firstOffset: 1, []));
        Assert.Equal(Verdict.Stale, _replica.Accept(epoch: 6, term: 5, firstOffset: 1, []));
        Assert.Equal((7L, 5L), (_replica.Epoch, _replica.Term));
    }

    [Fact]
    public void Accept_FencedFromAnOwner_IsNotHeedingIt()
    {
        _replica.Accept(epoch: 7, term: 1, firstOffset: 1, []);
        _replica.Fence(term: 3);
        _replica.Fence(term: 2);

        Assert.Equal(Verdict.Stale, _replica.Accept(epoch: 7, term: 2, firstOffset: 1, []));
        Assert.Equal(Verdict.Follows, _replica.Accept(epoch: 7, term: 3, firstOffset: 1, []));
    }

    [Fact]
    public void HeardTerm_AnOwnerOnlyAsks_StaysThatOfTheOneThatSpoke()
    {
        _replica.Accept(epoch: 7, term: 1, firstOffset: 1, []);

        _replica.Fence(term: 3);
        _replica.Accept(epoch: 7, term: 2, firstOffset: 1, []);

        Assert.Equal((3L, 1L), (_replica.Term, _replica.HeardTerm));
    }

    [Fact]
    public void Accept_AnotherNumbering_ForgetsTheFormerOne()
    {
        _replica.Accept(epoch: 7, term: 1, firstOffset: 1, []);
        _replica.Take(Event(1));

        Assert.Equal(Verdict.NewEpoch, _replica.Accept(epoch: 8, term: 2, firstOffset: 5, []));
        Assert.Equal((8L, 4L), (_replica.Epoch, _replica.LastOffset));
        Assert.Empty(_replica.GetTail());
    }

    [Fact]
    public void Accept_ReplayBeforeWhatIsKnown_IsPartOfTheTail()
    {
        _replica.Accept(epoch: 7, term: 1, firstOffset: 4, []);
        _replica.Take(Event(4));

        _replica.Accept(epoch: 7, term: 1, firstOffset: 5, [Event(2), Event(3), Event(4)]);

        Assert.Equal([2L, 3, 4], _replica.GetTail().Select(static channelEvent => channelEvent.Offset));
        Assert.Equal(4, _replica.LastOffset);
    }

    [Fact]
    public void Accept_ReplayWithAHoleBehindIt_IsNoPartOfTheTail()
    {
        _replica.Accept(epoch: 7, term: 1, firstOffset: 4, []);
        _replica.Take(Event(4));

        _replica.Accept(epoch: 7, term: 1, firstOffset: 5, [Event(1), Event(2)]);

        Assert.Equal([4L], _replica.GetTail().Select(static channelEvent => channelEvent.Offset));
    }

    [Fact]
    public void Accept_ReplayOfAnUnknownLog_BeginsThere()
    {
        Assert.Equal(Verdict.Follows, _replica.Accept(epoch: 7, term: 1, firstOffset: 3, [Event(1), Event(2)]));

        Assert.Equal((2L, Step.Next), (_replica.LastOffset, _replica.Take(Event(3))));
    }

    [Fact]
    public void StartAt_StreamWasFaster_ChangesNothing()
    {
        _replica.StartAt(epoch: 7, term: 1, offset: 3);
        _replica.Take(Event(4));
        _replica.StartAt(epoch: 8, term: 2, offset: 9);

        Assert.Equal((new StreamPosition(7, 4), 1L), (_replica.Position, _replica.Term));
    }

    [Fact]
    public void Skip_NobodyCanFillTheGap_GoesOnBehindIt()
    {
        _replica.StartAt(epoch: 7, term: 1, offset: 3);
        Assert.Equal(Step.Gap, _replica.Take(Event(6)));
        _replica.IsAskingForGap = true;

        _replica.Skip(firstOffset: 6);

        Assert.Equal((Step.Next, false), (_replica.Take(Event(6)), _replica.IsAskingForGap));
        Assert.Equal([6L], _replica.ReadTail(0, 10).Select(static channelEvent => channelEvent.Offset));
    }

    private static ChannelEvent Event(int offset) => new() { Kind = ChannelEventKind.Message, Offset = offset, EventName = "\"e\""u8.ToArray() };
}
