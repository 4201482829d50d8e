using System.Text;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Channels;

namespace RealtimeCluster.Gateway.Tests.Channels;

public sealed class HeldEventsTests
{
    private static readonly ChannelKey One = ChannelKey.ForChannel("shop", "one");
    private static readonly ChannelKey Two = ChannelKey.ForChannel("shop", "two");

    private readonly LocalChannel _one = Create(One);
    private readonly LocalChannel _two = Create(Two);

    [Fact]
    public void Attempt_OfEach_IsItsOwn() => Assert.NotEqual(Hold().Attempt, Hold().Attempt);

    [Fact]
    public void TryResume_AnotherTryOrTheSecondTime_IsRefused()
    {
        var held = Hold();

        Assert.False(held.TryResume(_one, Resumption(held.Attempt - 1), Envelope(One)));
        Assert.True(held.TryResume(_one, Resumption(held.Attempt), Envelope(One)));
        Assert.False(held.TryResume(_one, Resumption(held.Attempt), Envelope(One)));
        Assert.False(held.IsComplete);
        Assert.True(held.TryResume(_two, Resumption(held.Attempt), Envelope(Two)));
        Assert.True(held.IsComplete);
    }

    [Fact]
    public void Encode_WhatWasMissedAndWhatCameMeanwhile_IsInOrderWithoutItsOwn()
    {
        var held = Hold();
        held.Add(One, _one, Message(9, "part of what is missed"));
        held.TryResume(_one, Resumption(held.Attempt, after: 2), Envelope(One, [Message(2, "had"), Message(3, "missed"), Message(4, "own", sender: "a"), Message(5, "echo", sender: "a", echo: true)], Message(6, "with it")));
        held.Add(One, _one, Message(7, "meanwhile"));
        held.TryResume(_two, Resumption(held.Attempt, after: 0), Envelope(Two, [Message(1, "other")]));

        Assert.Equal(["missed", "echo", "with it", "meanwhile", "other"], held.Encode().Select(NameOf));
        Assert.Equal([_one, _two], held.Channels);
        Assert.Empty(held.TakeGaps());
    }

    [Fact]
    public void Encode_EachEvent_NamesThePositionsThatTheClientHasWhenItReceivesIt()
    {
        var held = Hold(shown: One);
        held.TryResume(_one, Resumption(held.Attempt, after: 1), Envelope(One, [Message(2, "x")]));
        held.TryResume(_two, Resumption(held.Attempt, after: 0), Envelope(Two, [Message(1, "y")]));

        var tokens = held.Encode().Select(message => TokenOf(TextOf(message))).ToArray();

        Assert.Equal([2L], tokens[0].Values.Select(static position => position.Offset));
        Assert.Equal([1L, 2], tokens[1].Values.Select(static position => position.Offset).Order());
    }

    [Fact]
    public void Encode_MoreThanIsKept_TheLargestLogIsAGapFromWhereTheClientWas()
    {
        _one.Replica.StartAt(epoch: 7, term: 1, offset: 12);
        _two.Replica.StartAt(epoch: 7, term: 1, offset: 1);
        var held = Hold(maxBytes: 2_000);
        held.TryResume(_two, Resumption(held.Attempt, after: 0), Envelope(Two, [Message(1, "small")]));
        held.TryResume(_one, Resumption(held.Attempt, after: 9), Envelope(One, [Message(10, "a", bytes: 900), Message(11, "b", bytes: 900)], Message(12, "c", bytes: 900)));
        held.Add(One, _one, Message(13, "after it was dropped"));

        Assert.Equal(["small"], held.Encode().Select(NameOf));
        var gap = Assert.Single(held.TakeGaps());
        Assert.Equal((One, 7L, 10L, 12L), (gap.Log, gap.Epoch, gap.From, gap.To));
        Assert.Equal([_two, _one], held.Channels);
    }

    private static HeldEvents Hold(long maxBytes = long.MaxValue, ChannelKey? shown = null) => new(
        "a",
        shown is { } log ? new Dictionary<string, ClientPosition> { [PositionToken.ToText(PositionToken.Name(log))] = default } : [],
        [One, Two],
        maxBytes,
        maxAttachmentCount: 10);

    private static LocalChannel Create(ChannelKey key) =>
        new(new ChannelReplica(key, new ChannelTail(maxEventCount: 100, maxBytes: 1_000_000, TimeSpan.FromMinutes(1), new FakeTimeProvider())));

    private static Resumption Resumption(long attempt, long after = 0) => new("a", after, JoinedAt: 1, Profile: null, attempt);

    private static Envelope Envelope(ChannelKey key, ChannelEvent[]? replay = null, params ChannelEvent[] events) =>
        new() { Channel = key, Epoch = 7, Replay = replay ?? [], Events = events };

    private static ChannelEvent Message(int offset, string name, string? sender = null, bool echo = false, int bytes = 1) => new()
    {
        Kind = ChannelEventKind.Message,
        Offset = offset,
        EventName = Encoding.UTF8.GetBytes($"\"{name}\""),
        Payload = new Payload(Encoding.UTF8.GetBytes(new string('1', bytes))),
        ConnectionId = sender,
        Echo = echo,
    };

    private static string TextOf(SocketIO.EngineIO.OutboundMessage message) => Encoding.UTF8.GetString(message.PollingForm.Span);

    private static string NameOf(SocketIO.EngineIO.OutboundMessage message) => TextOf(message).Split('"')[1];

    private static Dictionary<string, ClientPosition> TokenOf(string packet)
    {
        Assert.True(PositionToken.TryRead(packet.Split('"')[^2], out var positions), packet);
        return positions;
    }
}
