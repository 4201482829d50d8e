using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Tests.Uplink;

public class AcknowledgedEventsTests
{
    private static readonly GatewayId Gateway = new(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5000), 1));

    [Fact]
    public void Depart_ConnectionThatJoinedLately_IsNamedUntilItJoinsAgain()
    {
        var acknowledged = new AcknowledgedEvents(new FakeTimeProvider());
        Add(acknowledged, epoch: 1, offset: 1, ChannelCommandKind.Join, "a");

        acknowledged.Depart("a");
        acknowledged.Depart("stranger");
        var departed = acknowledged.Describe().Departed;
        Add(acknowledged, epoch: 1, offset: 2, ChannelCommandKind.Join, "a");

        Assert.Equal(["a"], departed);
        Assert.Empty(acknowledged.Describe().Departed);
    }

    [Theory]
    [InlineData(3, new long[] { 1, 2, 3 })]
    [InlineData(1, new long[] { 1 })]
    public void Add_NewEpoch_KeepsWhatItsOwnerKnows(long firstOffset, long[] kept)
    {
        var acknowledged = new AcknowledgedEvents(new FakeTimeProvider());
        Add(acknowledged, epoch: 1, offset: 1, ChannelCommandKind.Publish, "a");
        Add(acknowledged, epoch: 1, offset: 2, ChannelCommandKind.Publish, "a");

        Add(acknowledged, epoch: 2, firstOffset, ChannelCommandKind.Publish, "a");

        Assert.Equal(kept, acknowledged.Describe().Events.Select(static channelEvent => channelEvent.Offset));
        Assert.Equal(2, acknowledged.Describe().Epoch);
    }

    private static void Add(AcknowledgedEvents acknowledged, long epoch, long offset, ChannelCommandKind kind, string id) => acknowledged.Add(
        new BatchId(Gateway, offset),
        [new ChannelCommand { Kind = kind, ConnectionId = id }],
        new UplinkReply { Epoch = epoch, Term = 1, Results = [new CommandResult(CommandOutcome.Applied, offset)] });
}
