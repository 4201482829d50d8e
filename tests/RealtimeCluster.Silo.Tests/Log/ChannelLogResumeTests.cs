using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Log;
using static RealtimeCluster.Silo.Tests.Log.LogBuilder;

namespace RealtimeCluster.Silo.Tests.Log;

public sealed class ChannelLogResumeTests
{
    private static readonly GatewayId One = Gateway(1);
    private static readonly GatewayId Two = Gateway(2);

    [Fact]
    public void Resume_OnAnotherGateway_BringsWhatWasMissedAndNobodySeesIt()
    {
        var log = Create();
        log.Apply(Batch(One, 1, ResumableJoin("a"), Publish("1"), Publish("2")));

        var applied = log.Apply(Batch(Two, 1, Resume("a", offset: 2)));

        var part = Assert.Single(applied.Outgoing);
        Assert.Equal(CommandOutcome.Applied, applied.Reply.Results[0].Outcome);
        Assert.All(part.Events, static channelEvent => Assert.False(channelEvent.IsVisible));
        Assert.Equal(Two, part.ResumedOn);
        Assert.Equal([3L], part.Replay.Select(static channelEvent => channelEvent.Offset));
        Assert.Equal([Two], log.Publish([Publish("3")]).Targets);
    }

    [Theory]
    [InlineData(0, 99)]
    [InlineData(1, 2)]
    public void Resume_PositionThatProvesNothing_ChangesNothing(int otherEpoch, long offset)
    {
        var log = Create();
        log.Apply(Batch(One, 1, ResumableJoin("a"), Publish("1")));
        var command = new ChannelCommand
        {
            Kind = ChannelCommandKind.Resume,
            ConnectionId = "a",
            Position = new ClientPosition(ClientPosition.TagOf(Epoch + otherEpoch), offset),
        };

        var applied = log.Apply(Batch(Two, 1, command));

        Assert.Equal(CommandOutcome.NotResumable, applied.Reply.Results[0].Outcome);
        Assert.Empty(applied.Outgoing);
        Assert.Equal([One], log.Publish([Publish("2")]).Targets);
    }

    [Fact]
    public void Resume_EventsNoLongerKept_IsRefused()
    {
        var log = Create(maxEventCount: 2);
        log.Apply(Batch(One, 1, ResumableJoin("a"), Publish("1"), Publish("2"), Publish("3"), Publish("4")));

        var applied = log.Apply(Batch(Two, 1, Resume("a", offset: 1)));

        Assert.Equal(CommandOutcome.NotResumable, applied.Reply.Results[0].Outcome);
    }

    [Fact]
    public void LoseGateway_ResumableMember_LeavesWhenItsGraceEnds()
    {
        var log = Create();
        log.Apply(Batch(One, 1, ResumableJoin("a")));

        var lost = log.LoseGateway(One, graceEnd: 10);
        var before = log.EndGraces(now: 9);
        var after = log.EndGraces(now: 10);

        Assert.Equal([ChannelEventKind.Away], lost.Events.Select(static channelEvent => channelEvent.Kind));
        Assert.Empty(before.Events);
        Assert.Equal([ChannelEventKind.Left], after.Events.Select(static channelEvent => channelEvent.Kind));
        Assert.Empty(log.GetMembers().ToMembers());
    }

    [Fact]
    public void EndGraces_MemberThatCameBack_Stays()
    {
        var log = Create();
        log.Apply(Batch(One, 1, ResumableJoin("a")));
        log.LoseGateway(One, graceEnd: 10);
        log.Apply(Batch(Two, 1, Resume("a", offset: null)));

        var ended = log.EndGraces(now: 11);

        Assert.Empty(ended.Events);
        Assert.Equal(["a"], log.GetMembers().ToMembers().Select(static member => member.ConnectionId));
    }

    [Fact]
    public void Publish_SameKeyAgain_IsAppliedOnce()
    {
        var log = Create();
        var command = new ChannelCommand { Kind = ChannelCommandKind.Publish, EventName = "\"e\""u8.ToArray(), DeduplicationKey = "k" };

        var first = log.Apply(Batch(One, 1, command));
        var second = log.Apply(Batch(Two, 1, command));

        Assert.Equal(1, log.LastOffset);
        Assert.Equal(first.Reply.Results[0], second.Reply.Results[0]);
        Assert.Empty(second.Events);
    }

    [Fact]
    public void Resume_WhoseJoinWasLost_JoinsThereAndHasARightToAllSince()
    {
        var log = Create();
        log.Apply(Batch(One, 1, Resume("a", offset: null), Publish("1")));

        var applied = log.Apply(Batch(Two, 1, Resume("a", offset: null)));

        var moved = Assert.Single(applied.Events);
        Assert.Equal((ChannelEventKind.Moved, 1), (moved.Kind, moved.MemberSince));
        Assert.Equal([2], Assert.Single(applied.Outgoing).Replay.Select(static channelEvent => channelEvent.Offset));
    }

    [Fact]
    public void Resume_QuietChannelAfterTheGrace_GoesOnFromTheJoinThatTheSessionKnows()
    {
        var log = GoneAfterItsGrace(out var left);
        log.Publish([Publish("missed")]);

        var applied = log.Apply(Batch(Two, 1, Resume("a", offset: null, joined: 1)));

        Assert.Equal(CommandOutcome.Applied, Assert.Single(applied.Reply.Results).Outcome);
        Assert.Equal([left, left + 1], Assert.Single(applied.Outgoing).Replay.Where(static missed => missed.IsVisible).Select(static missed => missed.Offset));
    }

    [Fact]
    public void Resume_QuietChannelAfterTheGraceAndNobodyKnowsTheJoin_IsRefused()
    {
        var log = GoneAfterItsGrace(out _);

        Assert.Equal(CommandOutcome.NotResumable, Assert.Single(log.Apply(Batch(Two, 1, Resume("a", offset: null))).Reply.Results).Outcome);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Resume_LeftAndJoinedAgain_GetsNothingOfTheTimeBetween(bool isMember, bool knowsJoin)
    {
        var log = Create();
        log.Apply(Batch(One, 1, ResumableJoin("a"), Publish("1"), Leave("a"), Publish("between"), ResumableJoin("a"), Publish("2")));
        log.LoseGateway(One, graceEnd: 10);
        if (!isMember)
        {
            log.EndGraces(now: 10);
        }

        var applied = log.Apply(Batch(Two, 1, Resume("a", offset: 2, joined: knowsJoin ? 5 : null)));

        Assert.Equal(5, Assert.Single(applied.Outgoing.SelectMany(static part => part.Resumptions)).After);
    }

    [Theory]
    [InlineData(ChannelKind.Broadcast)]
    [InlineData(ChannelKind.User)]
    public void Resume_LogWithoutMembers_BeginsNoEarlierThanTheClientStarted(ChannelKind kind)
    {
        var log = new ChannelLog(kind, Epoch, Term, CreateTail());
        log.Publish([Publish("1"), Publish("2"), Publish("3")]);

        var forged = log.Apply(Batch(Two, 1, Resume("a", offset: 1, joined: 2)));
        var shown = log.Apply(Batch(Two, 2, Resume("a", offset: null, joined: 2)));
        var nothing = log.Apply(Batch(Two, 3, Resume("a", offset: null)));
        var unbounded = log.Apply(Batch(Two, 4, Resume("a", offset: 1)));

        Assert.Equal(2, Assert.Single(Assert.Single(forged.Outgoing).Resumptions).After);
        Assert.Equal(2, Assert.Single(Assert.Single(shown.Outgoing).Resumptions).After);
        Assert.Equal(CommandOutcome.NotResumable, Assert.Single(nothing.Reply.Results).Outcome);
        Assert.Equal(CommandOutcome.NotResumable, Assert.Single(unbounded.Reply.Results).Outcome);
    }

    [Fact]
    public void Resume_NeverJoinedAndShowsAnEvent_IsRefused()
    {
        var log = Create();
        log.Apply(Batch(One, 1, ResumableJoin("b"), Publish("before"), Publish("before")));

        var applied = log.Apply(Batch(Two, 1, Resume("a", offset: 1)));

        Assert.Equal(CommandOutcome.NotResumable, Assert.Single(applied.Reply.Results).Outcome);
        Assert.Empty(applied.Outgoing);
    }

    [Fact]
    public void Resume_AfterTheGraceAndNobodyKnowsTheJoinButTheLeaveIsKept_GoesOnFromWhatItShows()
    {
        var log = GoneAfterItsGrace(out var left);

        var applied = log.Apply(Batch(Two, 1, Resume("a", offset: 1)));

        Assert.Equal(1, Assert.Single(applied.Outgoing.SelectMany(static part => part.Resumptions)).After);
        Assert.Contains(left, Assert.Single(applied.Outgoing).Replay.Select(static missed => missed.Offset));
    }

    [Theory]
    [InlineData(ChannelKind.Channel, 3)]
    [InlineData(ChannelKind.Broadcast, 3)]
    [InlineData(ChannelKind.Broadcast, 9)]
    public void Resume_JoinedInAnOlderEpoch_GetsNothingFromBeforeIt(ChannelKind kind, long joined)
    {
        var log = new ChannelLog(kind, Epoch, Term, CreateTail());
        log.Publish([Publish("1"), Publish("2"), Publish("3"), Publish("4")]);

        var applied = log.Apply(Batch(Two, 1, Resume("a", offset: 1, joined, joinedIn: Epoch - 1)));

        Assert.DoesNotContain(applied.Outgoing.SelectMany(static part => part.Replay), missed => missed.Offset <= joined);
    }

    private static ChannelLog GoneAfterItsGrace(out long left)
    {
        var log = Create();
        log.Apply(Batch(One, 1, ResumableJoin("a")));
        log.LoseGateway(One, graceEnd: 10);
        log.EndGraces(now: 10);
        left = log.LastOffset;
        return log;
    }

    private static ChannelCommand ResumableJoin(string id) => new() { Kind = ChannelCommandKind.Join, ConnectionId = id, IsResumable = true };

    private static ChannelCommand Resume(string id, long? offset, long? joined = null, long joinedIn = Epoch) => new()
    {
        Joined = joined is { } position ? new ClientPosition(ClientPosition.TagOf(joinedIn), position) : null,
        Kind = ChannelCommandKind.Resume,
        ConnectionId = id,
        Position = offset is { } known ? new ClientPosition(ClientPosition.TagOf(Epoch), known) : null,
    };
}
