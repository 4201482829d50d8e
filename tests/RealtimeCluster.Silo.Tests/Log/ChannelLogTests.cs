using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Silo.Log;
using static RealtimeCluster.Silo.Tests.Log.LogBuilder;

namespace RealtimeCluster.Silo.Tests.Log;

public sealed class ChannelLogTests
{
    private static readonly GatewayId One = Gateway(1);
    private static readonly GatewayId Two = Gateway(2);

    [Fact]
    public void Apply_SeveralCommands_GivesDenseOffsetsInOrder()
    {
        var log = Create();

        var applied = log.Apply(Batch(One, 1, Join("a"), Publish("x"), Update("a", "p"), Leave("a")));

        Assert.Equal([1L, 2, 3, 4], applied.Events.Select(static e => e.Offset));
        Assert.Equal(
            [ChannelEventKind.Joined, ChannelEventKind.Message, ChannelEventKind.Updated, ChannelEventKind.Left],
            applied.Events.Select(static e => e.Kind));
        Assert.Equal(applied.Events.Select(static e => e.Offset), applied.Reply.Results.Select(static r => r.Offset));
        Assert.Equal(4, log.LastOffset);
    }

    [Fact]
    public void Trim_NothingHappensForLongerThanEventsAreKept_LetsGoOfTheTail()
    {
        var time = new FakeTimeProvider();
        var log = new ChannelLog(ChannelKind.Channel, Epoch, Term, new ChannelTail(1000, 1_000_000, TimeSpan.FromMinutes(2), time));
        var joined = Publish(log);
        time.Advance(TimeSpan.FromHours(1));

        log.Trim();

        GC.Collect();
        Assert.False(joined.IsAlive);
        Assert.Equal(1, log.LastOffset);

        // Apart, so that nothing of it is left on the stack.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Publish(ChannelLog log)
        {
            log.Apply(Batch(One, 1, LogBuilder.Publish("a")));
            return new WeakReference(log.GetTail()[0]);
        }
    }

    [Fact]
    public void Apply_ManyMembersOnFourGateways_TargetsEachGatewayOnce()
    {
        var log = Create();
        GatewayId[] gateways = [Gateway(1), Gateway(2), Gateway(3), Gateway(4)];
        for (var i = 0; i < 20_000; i++)
        {
            log.Apply(Batch(gateways[i % gateways.Length], i + 1, Join($"m{i}")));
        }

        var applied = log.Apply(Batch(gateways[0], 30_000, Publish("x", "m0")));

        Assert.Single(applied.Events);
        Assert.Equal(gateways.ToHashSet(), applied.Targets.ToHashSet());
        Assert.Equal(gateways.Length, applied.Targets.Length);
    }

    [Fact]
    public void Apply_JoinTwice_IsOneEvent()
    {
        var log = Create();

        var applied = log.Apply(Batch(One, 1, Join("a"), Join("a")));

        Assert.Single(applied.Events);
        Assert.Equal(CommandOutcome.AlreadyMember, applied.Reply.Results[1].Outcome);
        Assert.Equal(1, log.MemberCount);
    }

    [Theory]
    [InlineData(ChannelCommandKind.Leave)]
    [InlineData(ChannelCommandKind.Update)]
    public void Apply_NoMember_IsNoEvent(ChannelCommandKind kind)
    {
        var log = Create();

        var applied = log.Apply(Batch(One, 1, new ChannelCommand { Kind = kind, ConnectionId = "a" }));

        Assert.Empty(applied.Events);
        Assert.Equal(CommandOutcome.NotMember, applied.Reply.Results[0].Outcome);
    }

    [Fact]
    public void Apply_RepeatedBatch_AnswersAsBeforeWithoutEvents()
    {
        var log = Create();
        var batch = Batch(One, 5, Join("a"), Publish("x"));
        var first = log.Apply(batch);

        var second = log.Apply(batch);

        Assert.Same(first.Reply, second.Reply);
        Assert.Empty(second.Events);
        Assert.Equal(2, log.LastOffset);
    }

    [Fact]
    public void Apply_OtherTerm_AppliesNothing()
    {
        var log = Create();
        var batch = new UplinkBatch { Gateway = One, Sequence = 1, Term = Term + 1, Commands = [Publish("x")] };

        var applied = log.Apply(batch);

        Assert.True(applied.Reply.TermMismatch);
        Assert.Equal(Term, applied.Reply.Term);
        Assert.Equal(0, log.LastOffset);
    }

    [Fact]
    public void Apply_LastMemberLeaves_ItsGatewayStillGetsThatEvent()
    {
        var log = Create();
        log.Apply(Batch(One, 1, Join("a")));

        var applied = log.Apply(Batch(One, 2, Leave("a")));

        Assert.Equal([One], applied.Targets);
        Assert.False(log.HasInterest);
    }

    [Fact]
    public void Apply_PublishFromGatewayWithoutMembers_GoesToMembersOnly()
    {
        var log = Create();
        log.Apply(Batch(One, 1, Join("a")));

        var applied = log.Apply(Batch(Two, 1, Publish("x")));

        Assert.Equal([One], applied.Targets);
    }

    [Fact]
    public void Apply_LeaveFromOtherGateway_IsRefused()
    {
        var log = Create();
        log.Apply(Batch(One, 1, Join("a")));

        var applied = log.Apply(Batch(Two, 1, Leave("a")));

        Assert.Equal(CommandOutcome.NotMember, applied.Reply.Results[0].Outcome);
        Assert.Equal(1, log.MemberCount);
    }

    [Fact]
    public void Apply_AttachThenDetach_ChangesWhoGetsEvents()
    {
        var log = Create();

        log.Apply(Batch(One, 1, Attach()));
        var attached = log.Publish([Publish("x")]);
        log.Apply(Batch(One, 2, Detach()));
        var detached = log.Publish([Publish("y")]);

        Assert.Equal([One], attached.Targets);
        Assert.Empty(detached.Targets);
    }

    [Fact]
    public void LoseGateway_WithMembers_EachLeavesOnceInTheOrderOfJoining()
    {
        var log = Create();
        log.Apply(Batch(One, 1, Join("b", "profile"), Join("a")));
        log.Apply(Batch(Two, 1, Join("c")));

        var lost = log.LoseGateway(One, graceEnd: 10);
        var again = log.LoseGateway(One, graceEnd: 10);

        Assert.Equal(["b", "a"], lost.Events.Select(static e => e.ConnectionId));
        Assert.All(lost.Events, static e => Assert.Equal(ChannelEventKind.Left, e.Kind));
        Assert.Equal("profile", PayloadSerializer.Default.Deserialize<string>(lost.Events[0].Payload!));
        Assert.Equal([Two], lost.Targets);
        Assert.Empty(again.Events);
        Assert.Equal(["c"], log.GetMembers().ToMembers().Select(static m => m.ConnectionId));
    }

    [Fact]
    public void Assert_MembersOfFormerEpoch_AreTakenOverWithoutEvents()
    {
        var log = Create();
        var assertion = new GatewayAssertion { Gateway = One, Members = [new GatewayMember("a", null), new GatewayMember("b", null)] };

        log.Assert(assertion, out _);
        log.Assert(assertion, out _);

        Assert.Equal(0, log.LastOffset);
        Assert.Equal(2, log.MemberCount);
        Assert.Equal([One], log.Publish([Publish("x")]).Targets);
    }

    [Fact]
    public void Publish_AnythingButPublish_Throws() =>
        Assert.Throws<ArgumentException>(() => Create().Publish([Join("a")]));

    [Theory]
    [InlineData((ChannelCommandKind)99, "a")]
    [InlineData(ChannelCommandKind.Join, null)]
    [InlineData(ChannelCommandKind.Resume, null)]
    public void Apply_ACommandItDoesNotUnderstand_RefusesThatOneAndAppliesTheOthersOnce(ChannelCommandKind kind, string? connectionId)
    {
        var log = Create();
        var batch = Batch(One, 1, Join("a"), new ChannelCommand { Kind = kind, ConnectionId = connectionId }, Publish("x"));

        log.Apply(batch);
        var repeated = log.Apply(batch);

        Assert.Equal([CommandOutcome.Applied, CommandOutcome.NotUnderstood, CommandOutcome.Applied], repeated.Reply.Results.Select(static result => result.Outcome));
        Assert.Equal(2, log.LastOffset);
    }

    [Fact]
    public void Publish_AmongOtherCommands_AppendsNothing()
    {
        var log = Create();

        Assert.Throws<ArgumentException>(() => log.Publish([Publish("x"), Join("a")]));

        Assert.Equal(0, log.LastOffset);
        Assert.Single(log.Publish([Publish("y")]).Events);
    }

    [Fact]
    public void Assert_InParts_KnowsAllMembersAndFillsOnce()
    {
        var log = Create();
        log.Publish([Publish("x")]);
        GatewayAssertion Part(string id, bool isRest) => new() { Gateway = One, Members = [new GatewayMember(id, null)], IsRest = isRest };

        var first = log.Assert(Part("a", isRest: false), out _);
        var rest = log.Assert(Part("b", isRest: true), out var isProven);

        Assert.True(isProven);
        Assert.Equal(2, log.MemberCount);
        Assert.Single(first.Outgoing);
        Assert.Empty(rest.Outgoing);
    }
}
