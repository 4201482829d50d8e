using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Tests.Uplink;

public class AcknowledgedEventsTests
{
    private static readonly GatewayId Gateway = new(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5000), 1));

    [Fact]
    public void Depart_ConnectionThatJoinedLately_IsNamedUntilItJoinsAgain()
    {
        var acknowledged = new AcknowledgedEvents(RecoveryTimes.Default.Kept, new FakeTimeProvider());
        Add(acknowledged, epoch: 1, offset: 1, ChannelCommandKind.Join, "a");

        acknowledged.Depart("a", generation: 2);
        acknowledged.Depart("stranger", generation: 0);
        var departed = acknowledged.Describe().Departed;
        Add(acknowledged, epoch: 1, offset: 2, ChannelCommandKind.Join, "a");

        Assert.Equal([new EndedSession("a", Generation: 2)], departed);
        Assert.Empty(acknowledged.Describe().Departed);
    }

    [Theory]
    [InlineData(3, new long[] { 1, 2, 3 })]
    [InlineData(1, new long[] { 1 })]
    public void Add_NewEpoch_KeepsWhatItsOwnerKnows(long firstOffset, long[] kept)
    {
        var acknowledged = new AcknowledgedEvents(RecoveryTimes.Default.Kept, new FakeTimeProvider());
        Add(acknowledged, epoch: 1, offset: 1, ChannelCommandKind.Publish, "a");
        Add(acknowledged, epoch: 1, offset: 2, ChannelCommandKind.Publish, "a");

        Add(acknowledged, epoch: 2, firstOffset, ChannelCommandKind.Publish, "a");

        Assert.Equal(kept, acknowledged.Describe().Events.Select(static channelEvent => channelEvent.Offset));
        Assert.Equal(2, acknowledged.Describe().Epoch);
    }

    [Theory]
    [InlineData(5_000, 0, 4_096)]
    [InlineData(20, 1024 * 1024, 15)]
    public void Add_MoreThanIsKept_TheOldestGo(int count, int payloadBytes, int keptCount)
    {
        var acknowledged = new AcknowledgedEvents(RecoveryTimes.Default.Kept, new FakeTimeProvider());
        var payload = new Payload(new byte[payloadBytes]);

        for (var offset = 1; offset <= count; offset++)
        {
            Add(acknowledged, epoch: 1, offset, ChannelCommandKind.Publish, "a", payload);
        }

        Assert.Equal(Enumerable.Range(count - keptCount + 1, keptCount), acknowledged.Describe().Events.Select(static channelEvent => (int)channelEvent.Offset));
    }

    [Fact]
    public void Add_BatchThatCameAgainOfWhichOnlyTheEndWasKnown_KeepsAllOfIt()
    {
        var acknowledged = new AcknowledgedEvents(RecoveryTimes.Default.Kept, new FakeTimeProvider());
        var publish = new ChannelCommand { Kind = ChannelCommandKind.Publish, ConnectionId = "a" };

        acknowledged.Add(
            new BatchId(Gateway, 1),
            [publish, publish, publish, publish],
            new UplinkReply { Epoch = 1, Term = 2, Results = Array.ConvertAll([5L, 6L, 3L, 4L], static offset => new CommandResult(CommandOutcome.Applied, offset)) });

        Assert.Equal([(3L, 2), (4L, 3), (5L, 0), (6L, 1)], acknowledged.Describe().Events.Select(static channelEvent => (channelEvent.Offset, channelEvent.CommandIndex)));
    }

    [Fact]
    public void Describe_AfterTheirAge_NothingIsKept()
    {
        var time = new FakeTimeProvider();
        var acknowledged = new AcknowledgedEvents(RecoveryTimes.Default.Kept, time);
        Add(acknowledged, epoch: 1, offset: 1, ChannelCommandKind.Publish, "a");

        time.Advance(RecoveryTimes.Default.Kept + TimeSpan.FromSeconds(1));

        Assert.Empty(acknowledged.Describe().Events);
    }

    private static void Add(AcknowledgedEvents acknowledged, long epoch, long offset, ChannelCommandKind kind, string id, Payload? payload = null) => acknowledged.Add(
        new BatchId(Gateway, offset),
        [new ChannelCommand { Kind = kind, ConnectionId = id, Payload = payload }],
        new UplinkReply { Epoch = epoch, Term = 1, Results = [new CommandResult(CommandOutcome.Applied, offset)] });
}
