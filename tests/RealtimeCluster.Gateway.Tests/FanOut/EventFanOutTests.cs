using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.FanOut;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Messages;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.FanOut;

public class EventFanOutTests
{
    private static readonly ChannelKey Channel = ChannelKey.ForChannel("shop", "c");

    // Local connections a to d, and one of another gateway.
    private static readonly string[] Names = ["a", "b", "c", "d", "elsewhere"];

    private static readonly Gen<(ChannelEventKind Kind, string Name, bool Echo)[]> Runs =
        Gen.Select(Gen.OneOfConst(ChannelEventKind.Message, ChannelEventKind.Joined, ChannelEventKind.Left, ChannelEventKind.Updated), Gen.OneOfConst(Names), Gen.Bool).Array[0, 40];

    [Fact]
    public void Deliver_RandomEventsInRandomEnvelopes_IsWhatOneByOneWouldBe() =>
        Gen.Select(Runs, Gen.Int[1, 12], Gen.Int[0, 3]).Sample(
            (events, envelopeLength, conflatingCount) =>
            {
                var log = ToLog(events);
                var receivers = Names[..4].Select((name, i) => new FakeReceiver(name, missesBySubject: i < conflatingCount)).ToArray();
                var time = new FakeTimeProvider();
                var fanOut = TestFanOut.Create(TestFanOut.CreateIndex(), new FakeReceivers(receivers), time);

                foreach (var chunk in log.Chunk(envelopeLength))
                {
                    fanOut.Deliver([Envelope(chunk)]);
                }

                time.Advance(FlushList.MinGap);
                Assert.All(receivers, receiver => Assert.Equal(OneByOne(log, receiver.Id), receiver.Received));
            },
            iter: 20_000);

    [Fact]
    public void Deliver_ManyEventsForMany_ArrivesAsOnePieceAndOneFlush()
    {
        var receivers = Enumerable.Range(0, 300).Select(static i => new FakeReceiver($"r{i}")).ToArray();
        var fanOut = Create(receivers);
        fanOut.Deliver([Envelope([.. receivers.Select(static (receiver, i) => Event(i + 1, ChannelEventKind.Joined, receiver.Id, echo: false))])]);
        var before = receivers.Select(static receiver => (receiver.MessageCount, receiver.FlushCount, receiver.Received.Count)).ToArray();

        fanOut.Deliver([Envelope([.. Enumerable.Range(301, 50).Select(static offset => Event(offset, ChannelEventKind.Message, "r0", echo: true))])]);

        Assert.All(receivers.Zip(before), static pair =>
            Assert.Equal((1, 1, 50), (pair.First.MessageCount - pair.Second.MessageCount, pair.First.FlushCount - pair.Second.FlushCount, pair.First.Received.Count - pair.Second.Count)));
    }

    [Fact]
    public void Deliver_LargeEvents_ArriveInPiecesOfBoundedSize()
    {
        var receiver = new FakeReceiver("a");
        var fanOut = Create(receiver);
        fanOut.Deliver([Envelope([Event(1, ChannelEventKind.Joined, "a", echo: false)])]);

        fanOut.Deliver([Envelope([.. Enumerable.Range(2, 10).Select(static offset => Event(offset, ChannelEventKind.Message, null, echo: false, bytes: 30_000))])]);

        Assert.Equal(5, receiver.MessageCount);
        Assert.Equal(10, receiver.Received.Count);
    }

    [Fact]
    public void Deliver_RepeatedEvents_AreSkipped()
    {
        var receiver = new FakeReceiver("a");
        var fanOut = Create(receiver);
        ChannelEvent[] log = [Event(1, ChannelEventKind.Joined, "a", echo: true), .. Enumerable.Range(2, 5).Select(static offset => Event(offset, ChannelEventKind.Message, null, echo: false))];

        fanOut.Deliver([Envelope(log[..4]), Envelope(log[2..]), Envelope(log)]);

        Assert.Equal(OneByOne(log, "a"), receiver.Received);
    }

    [Fact]
    public void Deliver_LeaveOfAConnectionThatIsGone_ForgetsIt()
    {
        var index = TestFanOut.CreateIndex();
        FakeReceiver[] receivers = [new("a"), new("b")];
        var registered = new FakeReceivers(receivers);
        var fanOut = TestFanOut.Create(index, registered);
        fanOut.Deliver([Envelope([Event(1, ChannelEventKind.Joined, "a", echo: false), Event(2, ChannelEventKind.Joined, "b", echo: false)])]);

        registered.Remove("a");
        fanOut.Deliver([Envelope([Event(3, ChannelEventKind.Left, "a", echo: false)])]);

        Assert.True(index.TryGet(Channel, out var channel));
        Assert.Equal(["b"], channel.Members.ToArray().Select(static member => member.Id));

        registered.Remove("b");
        fanOut.Deliver([Envelope([Event(4, ChannelEventKind.Left, "b", echo: false)])]);

        Assert.False(index.Contains(Channel));
    }

    [Fact]
    public void Deliver_JoinWithRewind_GetsOldMessagesThenNewOnes()
    {
        var receiver = new FakeReceiver("b");
        var fanOut = Create(receiver);
        ChannelEvent[] log = [Event(1, ChannelEventKind.Message, null, echo: false), Event(2, ChannelEventKind.Message, "b", echo: false), Event(3, ChannelEventKind.Message, "a", echo: false)];

        fanOut.Deliver([new Envelope
        {
            Channel = Channel,
            Epoch = 7,
            Events = [Join(4, "b", rewind: 3), Event(5, ChannelEventKind.Message, "a", echo: false)],
            Rewind = log,
        }]);

        Assert.Equal(Encode(log[0], log[2], Event(5, ChannelEventKind.Message, "a", echo: false)), receiver.Received);
    }

    [Fact]
    public void Deliver_JoinWithRewindWhoseOwnerDied_GetsWhatThisGatewayHas()
    {
        var receiver = new FakeReceiver("b");
        var fanOut = Create(new FakeReceiver("a"), receiver);
        ChannelEvent[] log = [Event(1, ChannelEventKind.Joined, "a", echo: false), .. Enumerable.Range(2, 3).Select(static offset => Event(offset, ChannelEventKind.Message, "a", echo: false))];
        fanOut.Deliver([Envelope(log)]);

        fanOut.Deliver([Envelope([Join(5, "b", rewind: 2), Event(6, ChannelEventKind.Message, "a", echo: false)])]);

        Assert.Equal(Encode(log[2], log[3], Event(6, ChannelEventKind.Message, "a", echo: false)), receiver.Received);
    }

    [Theory]
    [InlineData(1_000_000, 3)]
    [InlineData(2_500, 2)]
    [InlineData(1, 1)]
    public void Deliver_JoinWithRewindOfMuch_GetsTheNewestThatFitAndOneInAnyCase(int maxBytes, int expectedCount)
    {
        var receiver = new FakeReceiver("b");
        var fanOut = TestFanOut.Create(TestFanOut.CreateIndex(), new FakeReceivers([receiver]), limits: new LimitsOptions { MaxRewindBytes = maxBytes });
        var payload = new Payload(Encoding.UTF8.GetBytes($"\"{new string('x', 1_000)}\""));
        ChannelEvent[] log = [.. Enumerable.Range(1, 3).Select(offset => new ChannelEvent { Kind = ChannelEventKind.Message, Offset = offset, EventName = "\"e\""u8.ToArray(), Payload = payload })];

        fanOut.Deliver([new Envelope { Channel = Channel, Epoch = 7, Events = [Join(4, "b", rewind: 3)], Rewind = log }]);

        Assert.Equal(Encode(log[^expectedCount..]), receiver.Received);
        Assert.Equal((3, expectedCount, log.TakeLast(expectedCount).Sum(static message => (long)message.SizeBytes)), Assert.Single(receiver.Rewound));
    }

    [Fact]
    public void Deliver_MoreAttachmentsThanAPacketMayHave_AreBase64()
    {
        var receiver = new FakeReceiver("b");
        var fanOut = TestFanOut.Create(TestFanOut.CreateIndex(), new FakeReceivers([receiver]), packets: new PacketLimitsOptions { MaxAttachmentCount = 1 });
        var payload = new Payload("""[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"""u8.ToArray(), [[1], [2]]);

        fanOut.Deliver([Envelope([Join(1, "b", rewind: 0), new ChannelEvent { Kind = ChannelEventKind.Message, Offset = 2, EventName = "\"e\""u8.ToArray(), Payload = payload }])]);

        Assert.Equal(
            ["""42["e",{"channel":"c","message":[{"type":"Buffer","data":"AQ=="},{"type":"Buffer","data":"Ag=="}]}]"""],
            receiver.Received.Select(static packet => packet.Replace(Channel.Name, "c", StringComparison.Ordinal)));
    }

    private static ChannelEvent Join(int offset, string id, int rewind) => new() { Kind = ChannelEventKind.Joined, Offset = offset, ConnectionId = id, Rewind = rewind };

    private static IEnumerable<string> Encode(params ChannelEvent[] events) =>
        events.Select(static channelEvent => Encoding.UTF8.GetString(EventEncoder.Encode(Channel, channelEvent).PollingForm.Span));

    private static EventFanOut Create(params FakeReceiver[] receivers) => TestFanOut.Create(TestFanOut.CreateIndex(), new FakeReceivers(receivers));

    // What an owner would have made of the wishes: nobody joins twice, nobody leaves or updates who is not there.
    private static ChannelEvent[] ToLog((ChannelEventKind Kind, string Name, bool Echo)[] wishes)
    {
        var members = new HashSet<string>();
        var log = new List<ChannelEvent>();
        foreach (var (kind, name, echo) in wishes)
        {
            var isEvent = kind switch
            {
                ChannelEventKind.Joined => members.Add(name),
                ChannelEventKind.Left => members.Remove(name),
                ChannelEventKind.Updated => members.Contains(name),
                _ => true,
            };
            if (isEvent)
            {
                log.Add(Event(log.Count + 1, kind, name, echo));
            }
        }

        return [.. log];
    }

    private static List<string> OneByOne(ChannelEvent[] log, string id)
    {
        var isMember = false;
        var received = new List<string>();
        foreach (var channelEvent in log)
        {
            var isOwn = channelEvent.ConnectionId == id;
            var isStructural = channelEvent.Kind is ChannelEventKind.Joined or ChannelEventKind.Left;
            if (isOwn ? channelEvent.Echo && (isMember || isStructural) : isMember)
            {
                received.Add(Encoding.UTF8.GetString(EventEncoder.Encode(Channel, channelEvent).PollingForm.Span));
            }

            if (isOwn && isStructural)
            {
                isMember = channelEvent.Kind == ChannelEventKind.Joined;
            }
        }

        return received;
    }

    private static ChannelEvent Event(int offset, ChannelEventKind kind, string? connectionId, bool echo, int bytes = 10) => new()
    {
        Kind = kind,
        Offset = offset,
        ConnectionId = connectionId,
        Echo = echo,
        EventName = kind == ChannelEventKind.Message ? "\"e\""u8.ToArray() : null,
        Payload = new Payload(Encoding.UTF8.GetBytes($"\"{offset}{new string('x', bytes)}\"")),
    };

    private static Envelope Envelope(ChannelEvent[] events) => new() { Channel = Channel, Epoch = 7, Events = events };
}
