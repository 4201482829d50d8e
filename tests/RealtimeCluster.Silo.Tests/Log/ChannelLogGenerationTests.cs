using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Log;
using RealtimeCluster.Silo.Log.Recovery;
using static RealtimeCluster.Silo.Tests.Log.LogBuilder;

namespace RealtimeCluster.Silo.Tests.Log;

/// <summary>Of two attempts to speak for one connection the newer one counts, in whatever order they are heard.</summary>
public sealed class ChannelLogGenerationTests
{
    private static readonly GatewayId One = Gateway(1);
    private static readonly GatewayId Two = Gateway(2);
    private static readonly GatewayId Three = Gateway(3);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Leave_OfAnAttemptThatGivesUp_EndsWhatAnOlderOneHas(int generation, bool ends)
    {
        var log = ResumedOnThree();

        log.Apply(Batch(Two, 1, Command(ChannelCommandKind.Leave, generation, isAnywhere: true)));

        Assert.Equal(ends ? [] : ["a"], Members(log));
    }

    [Fact]
    public void Leave_OfAnAttemptOfTheSameAge_EndsWhatIsAway()
    {
        var log = ResumedOnThree();
        log.LoseGateway(Three, graceEnd: 100);

        log.Apply(Batch(Two, 1, Command(ChannelCommandKind.Leave, generation: 2, isAnywhere: true)));

        Assert.Empty(Members(log));
    }

    [Theory]
    [InlineData(ChannelCommandKind.Resume)]
    [InlineData(ChannelCommandKind.Leave)]
    [InlineData(ChannelCommandKind.Update)]
    [InlineData(ChannelCommandKind.Join)]
    [InlineData(ChannelCommandKind.Publish)]
    public void Apply_CommandOfAnOlderAttempt_IsToldSoAndChangesNothing(ChannelCommandKind kind)
    {
        var log = ResumedOnThree();
        var last = log.LastOffset;

        var applied = log.Apply(Batch(Three, 2, Command(kind, generation: 1)));

        Assert.Equal(new CommandResult(CommandOutcome.Superseded, last), Assert.Single(applied.Reply.Results));
        Assert.Empty(applied.Outgoing);
        Assert.Equal(["a"], Members(log));
    }

    [Theory]
    [InlineData(ChannelCommandKind.Join)]
    [InlineData(ChannelCommandKind.Resume)]
    public void Apply_OlderAttemptAfterTheNewerOneHasLeft_BringsNobodyBack(ChannelCommandKind kind)
    {
        var log = ResumedOnThree();
        log.Apply(Batch(Three, 2, Command(ChannelCommandKind.Leave, generation: 2)));

        log.Apply(Batch(One, 2, Command(kind, generation: 1)));

        Assert.Empty(Members(log));
    }

    [Fact]
    public void Join_OfAnAttemptThatDidNotKnowOfTheMembership_TakesItsPlace()
    {
        var log = Create();
        log.Apply(Batch(One, 1, Command(ChannelCommandKind.Join, generation: 0)));

        var applied = log.Apply(Batch(Two, 1, Command(ChannelCommandKind.Join, generation: 1)));

        Assert.Equal([ChannelEventKind.Left, ChannelEventKind.Joined], applied.Events.Select(static channelEvent => channelEvent.Kind));
        Assert.Equal([Two], log.Publish([Publish("1")]).Targets);
    }

    [Fact]
    public void Apply_OlderAttemptAtASuccessor_IsRefused()
    {
        var former = ResumedOnThree();

        var heir = new ChannelLog(ChannelKind.Channel, former.ToEstate(), Term + 1, CreateTail());
        var applied = heir.Apply(Batch(Two, 1, Command(ChannelCommandKind.Resume, generation: 1)));

        Assert.Equal(CommandOutcome.Superseded, Assert.Single(applied.Reply.Results).Outcome);
        Assert.Equal([Three], heir.Publish([Publish("1")]).Targets);
    }

    [Theory]
    [InlineData(ChannelCommandKind.Join)]
    [InlineData(ChannelCommandKind.Leave)]
    [InlineData(ChannelCommandKind.Update)]
    [InlineData(ChannelCommandKind.Publish)]
    public void Apply_BatchOfAnOlderAttemptAgainAtASuccessor_IsToldWhatItWasNotTold(ChannelCommandKind kind)
    {
        var former = ResumedOnThree();
        former.Apply(Batch(Two, 1, Command(kind, generation: 1)));

        var heir = new ChannelLog(ChannelKind.Channel, former.ToEstate(), Term + 1, CreateTail());
        heir.Apply(Batch(Two, 1, Command(kind, generation: 1)));
        var again = new UplinkBatch { Gateway = Two, Sequence = 1, Term = Term + 1, Commands = [Command(kind, generation: 1)] };

        Assert.Equal(CommandOutcome.Superseded, Assert.Single(heir.Apply(again).Reply.Results).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Recover_TwoGatewaysSayThatTheyHaveAMember_TheNewerAttemptCounts(bool isNewerFirst)
    {
        // The older one has followed the log further.
        GatewayAssertion[] assertions = [Asserting(Three, generation: 2, offset: 3), Asserting(Two, generation: 1, offset: 5)];

        var recovered = LogRecovery.Recover(isNewerFirst ? assertions : [.. assertions.Reverse()], [])!;

        var member = Assert.Single(recovered.Members);
        Assert.Equal((Three, 2), (member.Gateway!, member.Generation));
    }

    [Fact]
    public void Recover_OnlyTheTailTellsOfTheMove_OlderAttemptsAreRefused()
    {
        var former = ResumedOnThree();
        var tail = former.GetTail();
        var assertion = new GatewayAssertion
        {
            Gateway = One,
            Position = new StreamPosition(Epoch, former.LastOffset),
            Term = Term,
            TailStart = 1,
            TailDigest = TailDigest.Of(tail),
        };

        var log = new ChannelLog(ChannelKind.Channel, LogRecovery.Recover([assertion], [tail])!, Term + 1, CreateTail(), [assertion]);
        var applied = log.Apply(Batch(One, 2, Command(ChannelCommandKind.Leave, generation: 1, isAnywhere: true)));

        Assert.Equal(CommandOutcome.Superseded, Assert.Single(applied.Reply.Results).Outcome);
        Assert.Equal(["a"], Members(log));
    }

    private static ChannelLog ResumedOnThree()
    {
        var log = Create();
        log.Apply(Batch(One, 1, Command(ChannelCommandKind.Join, generation: 0), Publish("1")));
        log.Apply(Batch(Three, 1, Command(ChannelCommandKind.Resume, generation: 2)));
        return log;
    }

    private static ChannelCommand Command(ChannelCommandKind kind, int generation, bool isAnywhere = false) => new()
    {
        Kind = kind,
        ConnectionId = "a",
        Generation = generation,
        IsResumable = true,
        IsAnywhere = isAnywhere,
        EventName = "\"e\""u8.ToArray(),
    };

    private static GatewayAssertion Asserting(GatewayId gateway, int generation, long offset) => new()
    {
        Gateway = gateway,
        Members = [new GatewayMember("a", null, 1, true, generation)],
        Position = new StreamPosition(Epoch, offset),
        Term = Term,
        TailStart = offset + 1,
    };

    private static string[] Members(ChannelLog log) => [.. log.GetMembers().ToMembers().Select(static member => member.ConnectionId)];
}
