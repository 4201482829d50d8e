using System.Net;
using System.Text;
using Orleans.Runtime;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.FanOut;

namespace RealtimeCluster.Gateway.Tests.FanOut;

/// <summary>Who becomes a receiver, and of what. Each of these was found by a random history of the model.</summary>
public class EventFanOutResumeTests
{
    private static readonly ChannelKey Channel = ChannelKey.ForChannel("shop", "c");
    private static readonly GatewayId Here = new(TestFanOut.Self);
    private static readonly GatewayId Elsewhere = new(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5001), 1));

    [Fact]
    public void Deliver_ResumptionThatAnotherConnectionAskedFor_IsLeft()
    {
        var receiver = Resuming("a");
        var (fanOut, _) = Create(receiver);
        var attempt = receiver.Held!.Attempt;

        fanOut.Deliver([Resumption(2, attempt - 1, "a", replay: [Message(1)])]);
        var before = receiver.IsResumed;
        fanOut.Deliver([Resumption(3, attempt, "a", replay: [])]);

        Assert.Null(before);
        Assert.True(receiver.IsResumed);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public void Deliver_ResumptionInAChannelThatIsNewHere_ItsReplayIsPartOfWhatThisGatewayHolds()
    {
        var receiver = Resuming("a");
        var (fanOut, index) = Create(receiver);

        fanOut.Deliver([Resumption(3, receiver.Held!.Attempt, "a", replay: [Message(1), Message(2)])]);

        Assert.True(index.TryGet(Channel, out var channel));
        Assert.Equal([1, 2, 3], channel.Replica.GetTail().Select(static channelEvent => channelEvent.Offset));
    }

    [Fact]
    public void Deliver_ResumptionInAChannelThatBeganHereLater_ItsReplayIsPartOfWhatThisGatewayHolds()
    {
        var receiver = Resuming("a");
        var (fanOut, index) = Create(receiver, new FakeReceiver("b"));
        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Event(3, ChannelEventKind.Joined, "b", Here)] }]);

        fanOut.Deliver([Resumption(4, receiver.Held!.Attempt, "a", replay: [Message(1), Message(2), Event(3, ChannelEventKind.Joined, "b", Here)])]);

        Assert.True(index.TryGet(Channel, out var channel));
        Assert.Equal([1, 2, 3, 4], channel.Replica.GetTail().Select(static channelEvent => channelEvent.Offset));
    }

    [Fact]
    public void Deliver_TwoWhoReturnTogether_SeeEachOther()
    {
        var (one, other) = (Resuming("a"), Resuming("b"));
        var (fanOut, _) = Create(one, other);

        fanOut.Deliver([new Envelope
        {
            Channel = Channel,
            Epoch = 7,
            Events = [Event(2, ChannelEventKind.Joined, "a", Here), Event(3, ChannelEventKind.Joined, "b", Here)],
            LastOffset = 3,
            Resumptions = [new Resumption("a", 1, 1, null, one.Held!.Attempt), new Resumption("b", 1, 1, null, other.Held!.Attempt)],
        }]);
        one.Flush();
        other.Flush();

        Assert.Contains("\"id\":\"b\"", Assert.Single(one.Received), StringComparison.Ordinal);
        Assert.Contains("\"id\":\"a\"", Assert.Single(other.Received), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 5, 4, true)]
    [InlineData(false, 4, 4, false)]
    [InlineData(true, 5, 4, false)]
    public void Deliver_Join_MakesAReceiverOnlyOfTheConnectionThatAskedForIt(bool isElsewhere, long sequence, long sentBefore, bool becomesReceiver)
    {
        var (fanOut, index) = Create(new FakeReceiver("a", sentBefore: sentBefore));
        var joined = new ChannelEvent { Kind = ChannelEventKind.Joined, Offset = 1, ConnectionId = "a", Batch = new BatchId(isElsewhere ? Elsewhere : Here, sequence) };

        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [joined] }]);

        Assert.Equal(becomesReceiver, index.Contains(Channel));
    }

    [Fact]
    public void Deliver_JoinAndLeaveInOneEnvelope_AllBetweenArrivesOnce()
    {
        var receiver = new FakeReceiver("a");
        var (fanOut, index) = Create(receiver);
        var envelope = new Envelope
        {
            Channel = Channel,
            Epoch = 7,
            Events = [Event(1, ChannelEventKind.Joined, "a", Here), Message(2), Event(3, ChannelEventKind.Left, "a", Here)],
        };

        fanOut.Deliver([envelope]);
        var left = receiver.Left.ToArray();
        receiver.NotIn.UnionWith(left);

        // An owner sends all it has to a gateway that has forgotten the channel.
        fanOut.Deliver([envelope]);

        Assert.Equal([Channel], left);
        Assert.Single(receiver.Received);
        Assert.False(index.Contains(Channel));
    }

    [Fact]
    public void Deliver_LeftAndJoinedAgainAndTheOwnerDiedBetween_WhatItSaidBeforeArrivesOnce()
    {
        var receiver = new FakeReceiver("a");
        var (fanOut, index) = Create(receiver);
        ChannelEvent[] before = [Event(1, ChannelEventKind.Joined, "a", Here), Message(2), Event(3, ChannelEventKind.Left, "a", Here)];
        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Term = 1, Events = before }]);

        // Of the envelope the second part was lost. The successor repeats the first for one who joined here meanwhile.
        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Term = 2, Events = [.. before, Event(4, ChannelEventKind.Joined, "a", Here), Message(5)] }]);

        Assert.Equal(2, receiver.Received.Count);
        Assert.True(index.TryGet(Channel, out var channel));
        Assert.Equal((4L, 1L), (channel.JoinedAt(receiver), channel.Replica.TailStart));
    }

    [Fact]
    public void Deliver_LeaveOfWhichNothingIsRemembered_IsHeard()
    {
        var receiver = new FakeReceiver("a");
        receiver.NotIn.Add(Channel);
        var (fanOut, _) = Create(receiver);
        var left = new ChannelEvent { Kind = ChannelEventKind.Left, Offset = 2, ConnectionId = "a", Echo = true, Batch = new BatchId(Here, 2) };

        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [left] }]);

        Assert.Single(receiver.Received);
    }

    [Fact]
    public void Deliver_JoinOfOneThatIsGone_MakesNoReceiver()
    {
        var (fanOut, index) = Create(new FakeReceiver("a") { IsGone = true });

        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Event(1, ChannelEventKind.Joined, "a", Here)] }]);

        Assert.False(index.Contains(Channel));
    }

    [Fact]
    public void Deliver_JoinOfItsPastThatComesAfterItAskedAgain_MakesNoReceiver()
    {
        // It joined elsewhere, left, went on here, and has asked to join again.
        var receiver = new FakeReceiver("a") { GenerationNow = 1 };
        var (fanOut, index) = Create(receiver);

        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Event(1, ChannelEventKind.Joined, "a", Elsewhere), Event(2, ChannelEventKind.Message, null, Elsewhere)] }]);
        receiver.Flush();

        Assert.False(index.Contains(Channel));
        Assert.Empty(receiver.Received);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Deliver_MoveWithoutAResumption_TakesAwayOnlyWhoWentElsewhere(bool isElsewhere)
    {
        var (fanOut, index) = Create(new FakeReceiver("a"), new FakeReceiver("b"));
        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Event(1, ChannelEventKind.Joined, "a", Here), Event(2, ChannelEventKind.Joined, "b", Here)] }]);

        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, IsFill = true, Events = [Event(3, ChannelEventKind.Moved, "a", isElsewhere ? Elsewhere : Here)] }]);

        Assert.True(index.TryGet(Channel, out var channel));
        Assert.Equal(isElsewhere ? 1 : 2, channel.Count);
    }

    [Theory]
    [InlineData(ChannelEventKind.Moved, 1, false)]
    [InlineData(ChannelEventKind.Moved, 2, true)]
    [InlineData(ChannelEventKind.Left, 2, true)]
    public void Deliver_TheLogShowsANewerAttemptOfAConnectionHere_ItIsTold(ChannelEventKind kind, int generation, bool isTold)
    {
        var receiver = new FakeReceiver("a") { GenerationNow = 1 };
        var (fanOut, _) = Create(receiver);
        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Event(1, ChannelEventKind.Joined, "a", Here, generation: 1)] }]);

        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Event(2, kind, "a", Elsewhere, generation)] }]);

        Assert.Equal(isTold, receiver.IsSuperseded);
    }

    [Fact]
    public void Deliver_MoreWasMissedThanIsSentAgain_TheLargestLogIsToldOfAndTheOthersGoOn()
    {
        var large = ChannelKey.ForChannel("shop", "large");
        var receiver = new FakeReceiver("a")
        {
            Held = new HeldEvents("a", new Dictionary<string, ClientPosition>(), [Channel, large], maxBytes: 2_000, maxAttachmentCount: 10),
            Positions = PositionSets.Empty,
        };
        var (fanOut, _) = Create(receiver);
        var attempt = receiver.Held.Attempt;

        fanOut.Deliver([Resumption(3, attempt, "a", replay: [Message(2)])]);
        fanOut.Deliver([Resumption(41, attempt, "a", replay: [.. Enumerable.Range(2, 39).Select(Message)], large)]);
        fanOut.Deliver([new Envelope { Channel = large, Epoch = 7, Events = [Message(42)], LastOffset = 42 }]);
        receiver.Flush();

        Assert.True(receiver.IsResumed);
        Assert.Equal(3, receiver.Received.Count);
        Assert.Contains("\"channel\":\"c\"", receiver.Received[0], StringComparison.Ordinal);
        Assert.Equal(
            "42[\"exception\",{\"code\":\"recovery_incomplete\",\"message\":\"More was missed than is sent again.\",\"event\":null,\"channel\":\"large\",\"from\":2,\"to\":41,\"epoch\":\"7\"}]",
            receiver.Received[1]);
        Assert.Contains("\"channel\":\"large\"", receiver.Received[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Deliver_ResumptionInParts_ActsWhenAllHaveCome()
    {
        var receiver = Resuming("a");
        var (fanOut, index) = Create(receiver);
        var parts = EnvelopeCuts.Cut(Resumption(4, receiver.Held!.Attempt, "a", replay: [Message(1), Message(2), Message(3)]), maxBytes: 200);

        fanOut.Deliver(parts.SkipLast(1));
        var isHere = index.Contains(Channel);
        fanOut.Deliver([parts[^1]]);

        Assert.False(isHere);
        Assert.True(receiver.IsResumed);
        Assert.True(index.TryGet(Channel, out var channel));
        Assert.Equal([1, 2, 3, 4], channel.Replica.GetTail().Select(static channelEvent => channelEvent.Offset));
    }

    [Fact]
    public void Deliver_WhatStandsForAnEnvelopeGivenUp_IsAGapThatIsAskedFor()
    {
        var gaps = new FakeGapFiller();
        var (fanOut, index) = Create(gaps, new FakeReceiver("b"));
        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Event(3, ChannelEventKind.Joined, "b", Here)], LastOffset = 3 }]);

        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Message(4)], LastOffset = 4 }.ToGap()]);

        Assert.Equal([Channel], gaps.Asked);
        Assert.True(index.TryGet(Channel, out var channel));
        Assert.Equal(3, channel.Replica.LastOffset);
    }

    [Fact]
    public void Deliver_AFillGivenUp_GoesOnBehindItAndTellsTheMembers()
    {
        var receiver = new FakeReceiver("b") { Positions = PositionSets.Empty };
        var gaps = new FakeGapFiller();
        var (fanOut, index) = Create(gaps, receiver);
        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Event(3, ChannelEventKind.Joined, "b", Here)], LastOffset = 3 }]);

        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Message(4)], LastOffset = 4, IsFill = true }.ToGap()]);
        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Message(5)], LastOffset = 5 }]);

        Assert.Empty(gaps.Asked);
        Assert.Equal(1, receiver.LostCount);
        Assert.True(index.TryGet(Channel, out var channel));
        Assert.Equal(5, channel.Replica.LastOffset);
    }

    [Fact]
    public void Deliver_AnEnvelopeCannotBeDelivered_ItsMembersAreToldAndOthersHearTheirs()
    {
        var other = ChannelKey.ForChannel("shop", "other");
        var (failing, receiver) = (new FakeReceiver("a") { Positions = PositionSets.Empty }, new FakeReceiver("b") { Positions = PositionSets.Empty });
        var (fanOut, _) = Create(new FakeGapFiller(), failing, receiver);
        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Event(1, ChannelEventKind.Joined, "a", Here)], LastOffset = 1 }]);
        fanOut.Deliver([new Envelope { Channel = other, Epoch = 7, Events = [Event(1, ChannelEventKind.Joined, "b", Here)], LastOffset = 1 }]);
        failing.TakesNothing = true;

        fanOut.Deliver(
        [
            new Envelope { Channel = Channel, Epoch = 7, Events = [Message(2)], LastOffset = 2 },
            new Envelope { Channel = other, Epoch = 7, Events = [Message(2)], LastOffset = 2 },
        ]);

        Assert.Equal(1, failing.LostCount);
        Assert.Equal(0, receiver.LostCount);
        Assert.Single(receiver.Received, static packet => packet.Contains("\"e\"", StringComparison.Ordinal));
    }

    private static FakeReceiver Resuming(string id) => new(id)
    {
        Held = new HeldEvents(id, new Dictionary<string, ClientPosition>(), [Channel], long.MaxValue, maxAttachmentCount: 10),
        Positions = PositionSets.Empty,
    };

    private static Envelope Resumption(int offset, long attempt, string id, ChannelEvent[] replay, ChannelKey? channel = null) => new()
    {
        Channel = channel ?? Channel,
        Epoch = 7,
        Events = [Event(offset, ChannelEventKind.Moved, id, Here)],
        LastOffset = offset,
        Resumptions = [new Resumption(id, 1, 1, null, attempt)],
        Replay = replay,
    };

    private static ChannelEvent Message(int offset) => Event(offset, ChannelEventKind.Message, null, Elsewhere);

    private static ChannelEvent Event(int offset, ChannelEventKind kind, string? id, GatewayId gateway, int generation = 0) => new()
    {
        Generation = generation,
        Kind = kind,
        Offset = offset,
        ConnectionId = id,
        EventName = kind == ChannelEventKind.Message ? "\"e\""u8.ToArray() : null,
        Payload = new Payload(Encoding.UTF8.GetBytes("1")),
        Batch = new BatchId(gateway, offset),
    };

    private static (EventFanOut FanOut, LocalChannelIndex Index) Create(params FakeReceiver[] receivers) => Create(new FakeGapFiller(), receivers);

    private static (EventFanOut FanOut, LocalChannelIndex Index) Create(FakeGapFiller gaps, params FakeReceiver[] receivers)
    {
        var index = TestFanOut.CreateIndex();
        return (TestFanOut.Create(index, new FakeReceivers(receivers), gaps: gaps), index);
    }
}
