using System.Net;
using Orleans.Runtime;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Tests.Channels;

public sealed class TailDigestTests
{
    // Written down once: nodes of two versions compare theirs during a rolling deploy.
    private const long ExpectedDigest = 5096466439209305284;

    public static TheoryData<string, ChannelEvent> Others => new()
    {
        { "kind", Event(2, kind: ChannelEventKind.Left) },
        { "offset", Event(3) },
        { "connection", Event(2, connection: "b") },
        { "no connection", Event(2, connection: null) },
        { "gateway", Event(2, gateway: 2) },
        { "sequence", Event(2, sequence: 8) },
        { "command", Event(2, index: 1) },
    };

    [Fact]
    public void Of_SameRun_IsTheSameInEveryProcess()
    {
        ChannelEvent[] run = [Event(1), Event(2), Event(3)];

        Assert.Equal(TailDigest.Of(run), TailDigest.Of([Event(1), Event(2), Event(3)]));
        Assert.Equal(ExpectedDigest, TailDigest.Of(run));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Of_RunThatDiffersInOne_Differs(string what, ChannelEvent other)
    {
        var digest = TailDigest.Of([Event(1), other]);

        Assert.True(digest != TailDigest.Of([Event(1), Event(2)]), $"Another {what} is another event.");
    }

    [Fact]
    public void Of_Nothing_IsZero()
    {
        Assert.Equal(0, TailDigest.Of([]));
        Assert.NotEqual(0, TailDigest.Of([Event(1)]));
    }

    private static ChannelEvent Event(
        long offset,
        ChannelEventKind kind = ChannelEventKind.Joined,
        string? connection = "a",
        int gateway = 1,
        long sequence = 7,
        int index = 0) => new()
        {
            Kind = kind,
            Offset = offset,
            ConnectionId = connection,
            Batch = new BatchId(new GatewayId(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5000 + gateway), gateway)), sequence),
            CommandIndex = index,
        };
}
