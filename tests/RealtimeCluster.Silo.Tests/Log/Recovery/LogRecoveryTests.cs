using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Log;
using RealtimeCluster.Silo.Log.Recovery;
using static RealtimeCluster.Silo.Tests.Log.LogBuilder;

namespace RealtimeCluster.Silo.Tests.Log.Recovery;

/// <summary>What a successor makes of an owner's end. Each of these was found by a random history of the model.</summary>
public sealed class LogRecoveryTests
{
    private static readonly GatewayId One = Gateway(1);
    private static readonly GatewayId Two = Gateway(2);

    [Fact]
    public void Recover_OnlyTheJoinOfOneWhoWentOnElsewhere_ItIsAwayAndLeavesInTheEnd()
    {
        // Joined at One, went on at Two, left there; Two died before anybody else heard of that, and then the owner.
        var assertion = new GatewayAssertion
        {
            Gateway = One,
            Acknowledged = [Join("a").ToEvent(ChannelEventKind.Joined, 1, new BatchId(One, 1), 0)],
            AcknowledgedEpoch = Epoch,
            Departed = [new EndedSession("a", Generation: 0)],
        };

        var log = Succeed(LogRecovery.Recover([assertion], [])!.InNewEpoch(Epoch + 1), assertion);
        log.BeginGraces(graceEnd: 1);
        var ended = log.EndGraces(now: 1);

        Assert.Equal([ChannelEventKind.Left], ended.Events.Select(static channelEvent => channelEvent.Kind));
        Assert.Empty(log.GetMembers().ToMembers());
    }

    [Theory]
    [InlineData(Epoch, 5, false)]
    [InlineData(Epoch, 6, true)]
    [InlineData(Epoch + 1, 1, true)]
    [InlineData(Epoch - 1, 9, false)]
    public void IsOutdated_AGatewayHasSeenMore_ItIs(long epoch, long offset, bool expected) =>
        Assert.Equal(expected, IsOutdated(new GatewayAssertion { Gateway = One, Position = new StreamPosition(epoch, offset) }));

    [Theory]
    [InlineData(Term, false)]
    [InlineData(Term + 1, true)]
    public void IsOutdated_ALaterOwnerHasSpoken_ItIs(long heardTerm, bool expected) =>
        Assert.Equal(expected, IsOutdated(new GatewayAssertion { Gateway = One, Term = Term + 2, HeardTerm = heardTerm }));

    [Fact]
    public void Recover_MemberThatWasCutBeforeItsGatewaySawItsJoin_IsThereToLeave()
    {
        ChannelEvent[] tail = [Joined("b", One, 1), Joined("a", One, 2)];
        var assertion = new GatewayAssertion
        {
            Gateway = One,
            Members = [new GatewayMember("b", null, 1, true)],
            Position = new StreamPosition(Epoch, 2),
            Term = Term,
            TailStart = 1,
            TailDigest = TailDigest.Of(tail),
        };

        var log = Succeed(LogRecovery.Recover([assertion], [tail])!, assertion);
        var applied = log.Apply(Batch(One, 3, Leave("a")));

        Assert.Equal([(ChannelEventKind.Left, "a")], applied.Events.Select(static channelEvent => (channelEvent.Kind, channelEvent.ConnectionId!)));
    }

    [Fact]
    public void Apply_BatchThatGaveBackWhatItResumedIsSentAgain_ResumesNobody()
    {
        var former = Create();
        former.Apply(Batch(One, 1, Join("a"), Publish("1")));
        former.Apply(Batch(One, 2, Leave("a"), Join("b")));
        var unanswered = Batch(Two, 1, Resume("a", 2), new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = "a", IsAnywhere = true });
        former.Apply(unanswered);
        var assertion = Assertion(One, former, "b");

        var log = Succeed(LogRecovery.Recover([assertion], [former.GetTail()])!, assertion);
        var applied = log.Apply(unanswered);

        Assert.Empty(applied.Outgoing);
        Assert.Equal(["b"], log.GetMembers().ToMembers().Select(static member => member.ConnectionId));
    }

    [Fact]
    public void Apply_BatchWhoseResumeMayNotHaveArrivedIsSentAgain_ResumesAgain()
    {
        var former = Create();
        former.Apply(Batch(One, 1, Join("a"), Join("b")));
        var unanswered = Batch(Two, 1, Resume("a", 2));
        former.Apply(unanswered);
        var assertion = Assertion(One, former, "b");

        var log = Succeed(LogRecovery.Recover([assertion], [former.GetTail()])!, assertion);
        var applied = log.Apply(unanswered);

        Assert.Equal(["a"], applied.Outgoing.SelectMany(static part => part.Resumptions).Select(static resumption => resumption.ConnectionId));
    }

    [Fact]
    public void FillAll_GatewayWhoseLastMemberLeftUnheard_IsTold()
    {
        var former = Create();
        former.Apply(Batch(One, 1, Join("a")));
        former.Apply(Batch(Two, 1, Join("b")));
        var behind = Assertion(One, former, "a");
        former.Apply(Batch(One, 2, Leave("a")));
        GatewayAssertion[] assertions = [behind, Assertion(Two, former, "b")];

        var log = Succeed(LogRecovery.Recover(assertions, [former.GetTail()])!, assertions);
        var fills = log.FillAll(assertions);

        var fill = Assert.Single(fills, fill => fill.Targets.Contains(One));
        Assert.Contains(fill.Events, static channelEvent => channelEvent is { Kind: ChannelEventKind.Left, ConnectionId: "a" });
        Assert.Equal([Two], log.Publish([Publish("1")]).Targets);
    }

    [Fact]
    public void Apply_BatchOfAnOwnerThatDiedAndOneThatHandedOver_IsAnsweredAtLast()
    {
        var former = Create();
        var unanswered = Batch(One, 1, Join("a"), Leave("nobody"));
        former.Apply(unanswered);
        var assertion = Assertion(Two, former);
        var second = Succeed(LogRecovery.Recover([assertion], [former.GetTail()])!, assertion);

        var third = new ChannelLog(ChannelKind.Channel, second.ToEstate(), Term + 2, CreateTail());
        var applied = third.Apply(unanswered);

        Assert.False(applied.Reply.TermMismatch);
        Assert.Equal([new CommandResult(CommandOutcome.Applied, 1), new CommandResult(CommandOutcome.NotMember, 1)], applied.Reply.Results);
        Assert.Empty(applied.Events);
    }

    [Fact]
    public void Apply_BatchThatAnOwnerAnsweredBeforeItHandedOver_ResumesAgain()
    {
        // What it sent and answered counts for nothing at a gateway that has heard of the successor.
        var former = Create();
        former.Apply(Batch(One, 1, Join("a"), Publish("1")));
        var unanswered = Batch(Two, 1, Resume("a", 1), Publish("2"));
        former.Apply(unanswered);

        var heir = new ChannelLog(ChannelKind.Channel, former.ToEstate(), Term + 1, CreateTail());
        var applied = heir.Apply(unanswered);

        Assert.Equal(["a"], applied.Outgoing.SelectMany(static part => part.Resumptions).Select(static resumption => resumption.ConnectionId));
        Assert.DoesNotContain(applied.Events, static channelEvent => channelEvent.Kind == ChannelEventKind.Message);
        Assert.Equal(4, applied.Reply.Results[1].Offset);
    }

    [Fact]
    public void Recover_GatewaysThatSawOtherEventsAtOneOffset_IsNotProven()
    {
        ChannelEvent[] one = [Joined("a", One, 1), Joined("b", One, 2)];
        ChannelEvent[] other = [Joined("a", One, 1), Joined("c", Two, 2)];

        var agreeing = LogRecovery.Recover([Seen(One, one), Seen(Two, one)], [one])!;
        var disagreeing = LogRecovery.Recover([Seen(One, one), Seen(Two, other)], [one])!;

        Assert.True(agreeing.IsProven);
        Assert.False(disagreeing.IsProven);
    }

    [Fact]
    public void Recover_EventsThatAGatewayHasAndNobodyRead_IsNotProven()
    {
        ChannelEvent[] tail = [Joined("a", One, 1), Joined("b", One, 2)];

        Assert.False(LogRecovery.Recover([Seen(One, tail)], [tail[1..]])!.IsProven);
    }

    [Fact]
    public void Recover_OneThatWentAndCameBackToTheSameGateway_IsThere()
    {
        // It joined at One, went, came back there with the next generation, and its owner died before One heard of the last move.
        ChannelEvent[] tail = [Joined("a", One, 1), Moved("a", One, 2, generation: 1), Moved("a", One, 3, generation: 1)];
        var assertion = new GatewayAssertion
        {
            Gateway = One,
            Members = [new GatewayMember("a", null, 1, true, Generation: 1)],
            Position = new StreamPosition(Epoch, 2),
            Term = Term,
            TailStart = 1,
            TailDigest = TailDigest.Of(tail.AsSpan(0, 2)),
            Departed = [new EndedSession("a", Generation: 0)],
        };

        var member = Assert.Single(LogRecovery.Recover([assertion, Seen(Two, tail)], [tail])!.Members);

        Assert.Equal(One, member.Gateway);
    }

    [Fact]
    public void Recover_LeaveThatAGatewayHasNotSeenOfOneThatIsAboutToComeBackThere_Counts()
    {
        ChannelEvent[] tail = [Joined("a", Two, 1), Leave("a").ToEvent(ChannelEventKind.Left, 2, new BatchId(Two, 2), 0)];
        var ahead = Seen(Two, tail);
        var behind = new GatewayAssertion
        {
            Gateway = One,
            Members = [new GatewayMember("a", null, 1, true, Generation: 1)],
            Position = new StreamPosition(Epoch, 1),
            Term = Term,
            TailStart = 1,
            TailDigest = TailDigest.Of(tail.AsSpan(0, 1)),
        };

        Assert.Empty(LogRecovery.Recover([ahead, behind], [tail])!.Members);
    }

    private static ChannelEvent Moved(string id, GatewayId gateway, long offset, int generation) => new()
    {
        Kind = ChannelEventKind.Moved,
        Offset = offset,
        ConnectionId = id,
        JoinedAt = 1,
        IsResumable = true,
        Generation = generation,
        Batch = new BatchId(gateway, offset),
    };

    private static GatewayAssertion Seen(GatewayId gateway, ChannelEvent[] tail) => new()
    {
        Gateway = gateway,
        Position = new StreamPosition(Epoch, tail[^1].Offset),
        Term = Term,
        TailStart = tail[0].Offset,
        TailDigest = TailDigest.Of(tail),
    };

    private static ChannelLog Succeed(RecoveredLog recovered, params GatewayAssertion[] assertions) =>
        new(ChannelKind.Channel, recovered, Term + 1, CreateTail(), assertions);

    // A gateway that has seen all of a log.
    private static GatewayAssertion Assertion(GatewayId gateway, ChannelLog log, params string[] members) => new()
    {
        Gateway = gateway,
        Members = [.. members.Select(static id => new GatewayMember(id, null, 1, true))],
        Position = new StreamPosition(Epoch, log.LastOffset),
        Term = Term,
        TailStart = 1,
        TailDigest = TailDigest.Of(log.GetTail()),
    };

    private static ChannelEvent Joined(string id, GatewayId gateway, long offset) =>
        Join(id).ToEvent(ChannelEventKind.Joined, offset, new BatchId(gateway, offset), 0);

    private static ChannelCommand Resume(string id, long offset) => new()
    {
        Kind = ChannelCommandKind.Resume,
        ConnectionId = id,
        Position = new ClientPosition(ClientPosition.TagOf(Epoch), offset),
    };

    private static bool IsOutdated(GatewayAssertion assertion) => LogRecovery.IsOutdated(
        new LogEstate { Epoch = Epoch, Term = Term, LastOffset = 5, Tail = [], TailStartsAfter = 0, Members = [], Gateways = [] },
        [new GatewayAssertion { Gateway = Two }, assertion]);
}
