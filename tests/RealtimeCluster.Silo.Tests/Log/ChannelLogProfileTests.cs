using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Silo.Log;
using RealtimeCluster.Silo.Log.Recovery;
using static RealtimeCluster.Silo.Tests.Log.LogBuilder;

namespace RealtimeCluster.Silo.Tests.Log;

/// <summary>Who is away and comes back costs the log no profile, and loses none.</summary>
public sealed class ChannelLogProfileTests
{
    private static readonly GatewayId One = Gateway(1);
    private static readonly GatewayId Two = Gateway(2);

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(10_000, false)]
    [InlineData(50_000, true)]
    public void Resume_ManyWithProfilesWhoseGatewayDied_AllComeBackWithWhatTheyMissed(int count, bool dies)
    {
        var log = new ChannelLog(ChannelKind.Channel, Epoch, Term, new ChannelTail(1000, 4 * 1024 * 1024, TimeSpan.FromMinutes(2), Time));
        var profile = PayloadSerializer.Default.Serialize(new string('p', 500));
        log.Apply(Batch(Two, 1, Join("watcher")));
        log.Apply(Batch(One, 1, [.. Enumerable.Range(0, count).Select(i => Join($"c{i}", profile))]));
        var seen = log.LastOffset;
        log.Publish([Publish("missed")]);
        if (dies)
        {
            log.LoseGateway(One, graceEnd: long.MaxValue);
        }

        var applied = log.Apply(Batch(Two, 2, [.. Enumerable.Range(0, count).Select(i => Resume($"c{i}", seen, profile))]));

        Assert.All(applied.Reply.Results, static result => Assert.Equal(CommandOutcome.Applied, result.Outcome));
        Assert.All(applied.Events, static channelEvent => Assert.Null(channelEvent.Payload));
        Assert.Equal(profile.SizeBytes, log.GetMembers().ToMembers()[count].Profile!.SizeBytes);
    }

    [Fact]
    public void Resume_SessionKnowsANewerProfile_OthersSeeTheUpdateThatWasLost()
    {
        var log = Create();
        log.Apply(Batch(One, 1, Join("a", "\"old\"")));
        log.LoseGateway(One, graceEnd: 100);
        var profile = PayloadSerializer.Default.Serialize("new");

        var applied = log.Apply(Batch(Two, 1, Resume("a", offset: 1, profile)));
        var again = log.Apply(Batch(Two, 2, Resume("a", offset: 1, profile)));

        var updated = Assert.Single(applied.Events, static channelEvent => channelEvent.IsVisible);
        Assert.Equal((ChannelEventKind.Updated, profile), (updated.Kind, updated.Payload));
        Assert.DoesNotContain(again.Events, static channelEvent => channelEvent.IsVisible);
        Assert.True(Payload.AreEqual(profile, Assert.Single(log.GetMembers().ToMembers()).Profile));
    }

    [Fact]
    public void Recover_AbsenceOfAMemberWhoseJoinIsKept_ItsProfileStands()
    {
        var former = Create();
        former.Apply(Batch(One, 1, Join("a", "profile")));
        former.Apply(Batch(Two, 1, Join("b")));
        former.LoseGateway(One, graceEnd: 100);

        var log = Succeed(former, tailStart: 1);

        Assert.NotNull(log.GetMembers().ToMembers().Single(static member => member.ConnectionId == "a").Profile);
    }

    [Fact]
    public void Recover_OnlyTheAbsenceIsKept_TheSessionSaysTheProfileAndNobodySeesAnUpdate()
    {
        var former = Create();
        former.Apply(Batch(One, 1, Join("a", "profile")));
        former.Apply(Batch(Two, 1, Join("b")));
        former.LoseGateway(One, graceEnd: 100);
        var log = Succeed(former, tailStart: 3);
        log = new ChannelLog(ChannelKind.Channel, log.ToEstate(), Term + 2, CreateTail());

        var applied = log.Apply(Batch(Two, 2, Resume("a", offset: 3, PayloadSerializer.Default.Serialize("profile"))));

        Assert.DoesNotContain(applied.Events, static channelEvent => channelEvent.IsVisible);
        Assert.NotNull(log.GetMembers().ToMembers().Single(static member => member.ConnectionId == "a").Profile);
    }

    private static ChannelLog Succeed(ChannelLog former, int tailStart)
    {
        var tail = former.GetTail()[(tailStart - 1)..];
        var assertion = new GatewayAssertion
        {
            Gateway = Two,
            Members = [new GatewayMember("b", null, 2, true)],
            Position = new StreamPosition(Epoch, former.LastOffset),
            Term = Term,
            TailStart = tailStart,
            TailDigest = TailDigest.Of(tail),
        };
        return new ChannelLog(ChannelKind.Channel, LogRecovery.Recover([assertion], [tail])!, Term + 1, CreateTail(), [assertion]);
    }

    private static ChannelCommand Join(string id, Payload? profile) =>
        new() { Kind = ChannelCommandKind.Join, ConnectionId = id, IsResumable = true, Payload = profile };

    private static ChannelCommand Join(string id, string profile) => Join(id, PayloadSerializer.Default.Serialize(profile));

    private static ChannelCommand Join(string id) => Join(id, profile: (Payload?)null);

    private static ChannelCommand Resume(string id, long offset, Payload? profile) => new()
    {
        Kind = ChannelCommandKind.Resume,
        ConnectionId = id,
        Payload = profile,
        Generation = 1,
        Position = new ClientPosition(ClientPosition.TagOf(Epoch), offset),
    };
}
