using System.Text;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.FanOut;
using RealtimeCluster.Gateway.Tests.Diagnostics;

namespace RealtimeCluster.Gateway.Tests.FanOut;

public sealed class ResumptionsTests
{
    private static readonly ChannelKey One = ChannelKey.ForChannel("shop", "one");
    private static readonly ChannelKey Two = ChannelKey.ForChannel("shop", "two");

    [Fact]
    public void Take_AllLogsButOne_WaitsForIt()
    {
        var (receiver, resumptions) = Create(One, Two);
        var channel = Channel(One);

        resumptions.Take(channel, Envelope(One, receiver.Held!.Attempt));

        Assert.Null(receiver.IsResumed);
        Assert.NotNull(receiver.Held);
        Assert.True(channel.Contains(receiver));
        Assert.Equal(4, channel.JoinedAt(receiver));
    }

    [Fact]
    public void Take_TheLastLog_TheConnectionGoesOnWithWhatItMissedAndItsPositions()
    {
        var (receiver, resumptions) = Create(One);

        resumptions.Take(Channel(One), Envelope(One, receiver.Held!.Attempt));
        receiver.Flush();

        Assert.True(receiver.IsResumed);
        Assert.Null(receiver.Held);
        Assert.NotEqual(PositionSets.Empty, receiver.Positions);
        Assert.Contains("missed", Assert.Single(receiver.Received), StringComparison.Ordinal);
    }

    [Fact]
    public void Take_AFormerConnectionOfTheClientIsHere_IsReplacedByIt()
    {
        var (receiver, resumptions) = Create(One);
        var channel = Channel(One);
        var former = new FakeReceiver("a");
        channel.Add(former, joinedAt: 1);

        resumptions.Take(channel, Envelope(One, receiver.Held!.Attempt));

        Assert.Same(receiver, Assert.Single(channel.Members.ToArray()));
    }

    [Fact]
    public void Take_ConnectionThatIsNotHereOrNotResumed_IsNoReceiver()
    {
        var channel = Channel(One);
        var live = new FakeReceiver("a");
        var resumptions = new Resumptions(new FakeReceivers(live), new PositionSets(), TestMetrics.Create());

        resumptions.Take(channel, Envelope(One, attempt: 1));
        new Resumptions(new FakeReceivers(), new PositionSets(), TestMetrics.Create()).Take(channel, Envelope(One, attempt: 1));

        Assert.Equal(0, channel.Count);
    }

    [Fact]
    public void Take_MoreLogsThanPositionsCanName_IsGivenUp()
    {
        ChannelKey[] logs = [.. Enumerable.Range(0, PositionSet.MaxLogCount + 1).Select(static index => ChannelKey.ForChannel("shop", $"c{index}"))];
        var (receiver, resumptions) = Create(logs);
        var attempt = receiver.Held!.Attempt;

        Array.ForEach(logs, log => resumptions.Take(Channel(log), Envelope(log, attempt)));
        receiver.Flush();

        Assert.False(receiver.IsResumed);
        Assert.Empty(receiver.Received);
    }

    private static (FakeReceiver Receiver, Resumptions Resumptions) Create(params ChannelKey[] logs)
    {
        var receiver = new FakeReceiver("a")
        {
            Held = new HeldEvents("a", new Dictionary<string, ClientPosition>(), logs, long.MaxValue, maxAttachmentCount: 10),
            Positions = PositionSets.Empty,
        };
        return (receiver, new Resumptions(new FakeReceivers(receiver), new PositionSets(), TestMetrics.Create()));
    }

    private static LocalChannel Channel(ChannelKey key)
    {
        var channel = new LocalChannel(new ChannelReplica(key, new ChannelTail(maxEventCount: 100, maxBytes: 1_000_000, TimeSpan.FromMinutes(1), new FakeTimeProvider())));
        channel.Replica.StartAt(epoch: 7, term: 1, offset: 2);
        return channel;
    }

    private static Envelope Envelope(ChannelKey key, long attempt) => new()
    {
        Channel = key,
        Epoch = 7,
        Events = [],
        Replay = [new ChannelEvent { Kind = ChannelEventKind.Message, Offset = 2, EventName = "\"missed\""u8.ToArray(), Payload = new Payload(Encoding.UTF8.GetBytes("1")) }],
        Resumptions = [new Resumption("a", After: 1, JoinedAt: 4, Profile: null, attempt)],
    };
}
