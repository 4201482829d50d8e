using CsCheck;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Contracts.Tests.Streams;

public class EnvelopeCutsTests
{
    private static readonly Gen<int[]> Sizes = Gen.Int[0, 3_000].Array[0, 12];

    [Fact]
    public void Cut_EventsOnly_ArePiecesOfTheirOwnInOrder() => Gen.Select(Sizes, Gen.Int[300, 5_000], Gen.Bool).Sample((sizes, maxBytes, isFill) =>
    {
        var whole = NewEnvelope(Events(1, sizes), isFill: isFill);

        var pieces = EnvelopeCuts.Cut(whole, maxBytes);

        Assert.Equal(whole.Events, pieces.SelectMany(static piece => piece.Events));
        Assert.All(pieces, piece => Assert.True(piece.SizeBytes <= maxBytes || piece.Events.Length <= 1));
        Assert.All(pieces, piece => Assert.Equal((0, isFill), (piece.PartCount, piece.IsFill)));
        Assert.All(pieces, piece => Assert.Equal(piece.Events is [.., var last] ? last.Offset : whole.LastOffset, piece.LastOffset));
    });

    [Fact]
    public void Cut_WhatMustActAtOnce_IsInPartsThatHoldAllOfItInOrder() => Gen.Select(Sizes, Sizes, Sizes, Gen.Int[300, 5_000]).Sample((replay, rewind, events, maxBytes) =>
    {
        var whole = NewEnvelope(
            Events(20, events),
            replay: Events(1, replay),
            rewind: Events(1, rewind),
            resumptions: [new Resumption("a", 0, 1, new Payload(new byte[400]), 7), new Resumption("b", 0, 1, null, 8)]);

        var parts = EnvelopeCuts.Cut(whole, maxBytes);

        Assert.Equal(whole.Replay, parts.SelectMany(static part => part.Replay));
        Assert.Equal(whole.Rewind, parts.SelectMany(static part => part.Rewind));
        Assert.Equal(whole.Resumptions, parts.SelectMany(static part => part.Resumptions));
        Assert.Equal(whole.Events, parts.SelectMany(static part => part.Events));
        Assert.Equal(whole.LastOffset, parts[^1].LastOffset);
        Assert.Equal(
            parts.Count == 1 ? [(0, 0)] : Enumerable.Range(1, parts.Count).Select(number => (number, parts.Count)),
            parts.Select(static part => (part.PartNumber, part.PartCount)));
    });

    [Fact]
    public void Cut_SmallEnvelope_IsTheSame()
    {
        var whole = NewEnvelope(Events(1, [10, 10]));

        Assert.Same(whole, Assert.Single(EnvelopeCuts.Cut(whole)));
    }

    private static ChannelEvent[] Events(long first, int[] sizes) =>
        [.. sizes.Select((size, i) => new ChannelEvent { Kind = ChannelEventKind.Message, Offset = first + i, Payload = new Payload(new byte[size]) })];

    private static Envelope NewEnvelope(
        ChannelEvent[] events, bool isFill = false, ChannelEvent[]? replay = null, ChannelEvent[]? rewind = null, Resumption[]? resumptions = null) => new()
        {
            Channel = ChannelKey.ForChannel("e", "c"),
            Epoch = 1,
            Events = events,
            LastOffset = events is [.., var last] ? last.Offset : 19,
            IsFill = isFill,
            Replay = replay ?? [],
            Rewind = rewind ?? [],
            Resumptions = resumptions ?? [],
        };
}
