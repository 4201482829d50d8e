using System.Buffers;
using System.Net;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Session;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Contracts.Wire;

namespace RealtimeCluster.Contracts.Tests.Wire;

/// <summary>What nodes send each other in a form of ours arrives as it was, in every field.</summary>
public sealed class WireTests : IDisposable
{
    private static readonly JsonSerializerOptions DescribeOptions = new() { Converters = { new SiloAddressText() } };
    private static readonly Gen<string> Texts = Gen.String[Gen.Char['\u0020', '\u2fff'], 0, 300];
    private static readonly Gen<byte[]> Bytes = Gen.Byte.Array[0, 400];
    private static readonly Gen<Payload> Payloads = Gen.Select(Bytes, Bytes.Array[0, 3], static (json, attachments) => new Payload(json, attachments));

    private static readonly Gen<BatchId> Batches = Gen.Select(Gen.OneOfConst("10.0.0.1", "127.0.0.1", "fd00::1"), Gen.Int[1, 3], Gen.Int, Gen.Long, static (address, port, generation, sequence) =>
        new BatchId(new GatewayId(SiloAddress.New(IPAddress.Parse(address), port, generation)), sequence));

    private static readonly Gen<TraceContext> Traces = Gen.Select(Texts, Gen.Null(Gen.Char['a', 'z'].Array[1, 9].Select(static state => new string(state))), static (parent, state) => new TraceContext(parent, state));

    private static readonly Gen<ChannelEvent> Events = Gen.Select(
        Gen.Select(Gen.Enum<ChannelEventKind>(), Gen.Long, Gen.Null(Texts), Gen.Bool, Gen.Null(Bytes), Gen.Null(Payloads), Gen.Bool),
        Gen.Select(Gen.Null(Texts), Gen.Null(Batches), Gen.Int, Gen.Bool, Numbers(), Gen.Int[-1, 5], Gen.Select(Numbers(), Gen.Int[0, 300])),
        static (first, second) => new ChannelEvent
        {
            Kind = first.Item1,
            Offset = first.Item2,
            ConnectionId = first.Item3,
            Echo = first.Item4,
            EventName = first.Item5,
            Payload = first.Item6,
            PayloadIsArguments = first.Item7,
            DeduplicationKey = second.Item1,
            Batch = second.Item2,
            CommandIndex = second.Item3,
            IsResumable = second.Item4,
            JoinedAt = second.Item5,
            Rewind = second.Item6,
            PublishedAt = second.Item7.Item1,
            Generation = second.Item7.Item2,
        });

    private static readonly Gen<ChannelCommand> Commands = Gen.Select(
        Gen.Select(Gen.Enum<ChannelCommandKind>(), Gen.Null(Texts), Gen.Bool, Gen.Null(Bytes), Gen.Null(Payloads), Gen.Bool, Gen.Select(Gen.Bool, Gen.Int, Gen.Long)),
        Gen.Select(Gen.Null(Texts), Gen.Bool, Gen.Bool, Numbers(), Gen.Int[0, 5], Gen.Select(Numbers(), Gen.Int[0, 300]), Gen.Null(Traces)),
        static (first, second) => new ChannelCommand
        {
            Kind = first.Item1,
            ConnectionId = first.Item2,
            Echo = first.Item3,
            EventName = first.Item4,
            Payload = first.Item5,
            PayloadIsArguments = first.Item6,
            Position = first.Item7.Item1 ? new ClientPosition(first.Item7.Item2, first.Item7.Item3) : null,
            DeduplicationKey = second.Item1,
            IsResumable = second.Item2,
            IsAnywhere = second.Item3,
            Attempt = second.Item4,
            Rewind = second.Item5,
            PublishedAt = second.Item6.Item1,
            Generation = second.Item6.Item2,
            Joined = first.Item7.Item1 && second.Item3 ? new ClientPosition(first.Item7.Item2, second.Item6.Item1) : null,
        }.WithTrace(second.Item7));

    private static readonly Gen<Envelope> Envelopes = Gen.Select(
        Gen.Select(Gen.Enum<ChannelKind>(), Texts, Texts, Gen.Long, Gen.Long, Gen.Long, Gen.Bool),
        Events.Array[0, 5],
        Gen.Select(Texts, Gen.Long, Gen.Long, Gen.Null(Payloads), Gen.Long, static (id, after, joinedAt, profile, attempt) => new Resumption(id, after, joinedAt, profile, attempt)).Array[0, 3],
        Events.Array[0, 5],
        Gen.Select(Events.Array[0, 5], Gen.Int[0, 3]),
        Gen.Null(Gen.Select(Gen.Long, Traces, static (offset, trace) => new EventTrace(offset, trace)).Array[1, 3]),
        static (head, events, resumptions, replay, rest, traces) => new Envelope
        {
            Channel = new ChannelKey(head.Item1, head.Item2, head.Item3),
            Epoch = head.Item4,
            Term = head.Item5,
            LastOffset = head.Item6,
            IsFill = head.Item7,
            Events = events,
            Resumptions = resumptions,
            Replay = replay,
            Rewind = rest.Item1,
            PartNumber = rest.Item2,
            PartCount = rest.Item2 == 0 ? 0 : 3,
        }.WithTraces(traces));

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private Serializer Serializer => _services.GetRequiredService<Serializer>();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Envelope_Any_ArrivesAsItWas() =>
        Envelopes.Sample(envelope => AssertSame(envelope, RoundTrip(envelope)), iter: 2_000);

    [Fact]
    public void UplinkBatch_Any_ArrivesAsItWas() => Gen.Select(Batches, Gen.Long, Gen.Long, Commands.Array[0, 5]).Sample(
        (id, term, fence, commands) =>
        {
            var batch = new UplinkBatch { Gateway = id.Gateway, Sequence = id.Sequence, Term = term, Fence = fence, Commands = commands };
            AssertSame(batch, RoundTrip(batch));
        },
        iter: 2_000);

    [Fact]
    public void Envelopes_InOneMessage_ArriveInOrder() => Envelopes.Array[0, 8].Sample(
        envelopes => AssertSame(envelopes, RoundTrip(envelopes)), iter: 300);

    [Fact]
    public void Envelope_Twice_IsEncodedOnce()
    {
        var envelope = NewEnvelope();
        RoundTrip(envelope);
        var encoded = envelope.Encoded;
        RoundTrip(envelope);

        Assert.NotNull(encoded);
        Assert.Same(encoded, envelope.Encoded);
    }

    [Fact]
    public void Envelope_TracedAfterItWasSent_IsEncodedAnew()
    {
        var envelope = NewEnvelope();
        RoundTrip(envelope);

        var traced = RoundTrip(envelope.WithTraces([new EventTrace(3, new TraceContext("parent", null))]));

        Assert.Equal(3, Assert.Single(traced.Traces!).Offset);
    }

    [Fact]
    public void Events_OfOneBatch_ShareItsName()
    {
        var batch = new BatchId(new GatewayId(SiloAddress.New(IPAddress.Loopback, 1, 2)), 3);
        var envelope = NewEnvelope(batch, batch, null, batch);

        var events = RoundTrip(envelope).Events;

        Assert.Equal([batch, batch, null, batch], events.Select(static e => e.Batch));
        Assert.Same(events[0].Batch, events[1].Batch);
        Assert.Same(events[0].Batch, events[3].Batch);
    }

    [Fact]
    public void Null_ArrivesAsNull() => Assert.Null(RoundTrip<Envelope?>(null));

    [Fact]
    public void Copy_IsTheSameObject()
    {
        var envelope = NewEnvelope();

        Assert.Same(envelope, _services.GetRequiredService<DeepCopier>().Copy(envelope));
    }

    [Fact]
    public void Message_OfALaterVersion_IsReadWithoutWhatItAdds()
    {
        var envelope = new Envelope { Channel = ChannelKey.ForBroadcast("e"), Epoch = 1, LastOffset = 9, Events = [] };
        List<byte> bytes = [.. Serializer.SerializeToArray(envelope)];
        var content = envelope.Encoded!;
        var start = bytes.ToArray().AsSpan().IndexOf(content);
        Assert.Equal((content.Length << 1) | 1, bytes[start - 1]);

        bytes[start - 1] += 3 << 1;
        bytes.InsertRange(start + content.Length, [7, 7, 7]);

        AssertSame(envelope, Serializer.Deserialize<Envelope>(bytes.ToArray())!);
    }

    [Fact]
    public void Events_OfALaterVersion_AreReadWithoutWhatItAdds()
    {
        const uint Extension = 1 << 13;
        using var session = _services.GetRequiredService<SerializerSessionPool>().GetSession();
        var buffer = new ArrayBufferWriter<byte>();
        var writer = Writer.Create(buffer, session);
        writer.WriteVarUInt32(2);
        foreach (var (parts, step) in new[] { (Extension, 5L), (0u, 1L) })
        {
            writer.WriteVarUInt32(parts);
            writer.WriteByte((byte)ChannelEventKind.Void);
            writer.WriteNumber(step);
            if (parts == Extension)
            {
                writer.WriteBytes([7, 7, 7]);
            }
        }

        writer.Commit();
        var reader = Reader.Create(buffer.WrittenSpan, session);

        Assert.Equal([5, 6], reader.ReadEvents().Select(static channelEvent => channelEvent.Offset));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.95)]
    public void Message_CutShort_IsRefused(double part)
    {
        var bytes = Serializer.SerializeToArray(NewEnvelope());

        Assert.ThrowsAny<Exception>(() => Serializer.Deserialize<Envelope>(bytes[..(int)(bytes.Length * part)]));
    }

    [Fact]
    public void Message_ThatAnnouncesMoreThanItHolds_IsRefused()
    {
        var bytes = Serializer.SerializeToArray(new Envelope { Channel = ChannelKey.ForBroadcast("e"), Epoch = 1, Events = [] });
        var events = Array.LastIndexOf(bytes, (byte)1);
        Assert.True(events > 0);
        bytes[events] = 0xf0;

        Assert.ThrowsAny<Exception>(() => Serializer.Deserialize<Envelope>(bytes));
    }

    private static Gen<long> Numbers() => Gen.OneOf(Gen.Const(0L), Gen.Long);

    private static Envelope NewEnvelope(params BatchId?[] batches) => new()
    {
        Channel = ChannelKey.ForChannel("shop", "room"),
        Epoch = 1,
        Events = [.. batches.Select(static (batch, i) => new ChannelEvent
        {
            Kind = ChannelEventKind.Message,
            Offset = i + 1,
            EventName = "\"say\""u8.ToArray(),
            Payload = new Payload("{}"u8.ToArray()),
            Batch = batch,
        })],
    };

    private static void AssertSame<T>(T expected, T actual) => Assert.Equal(Describe(expected), Describe(actual));

    // Every public property, also those that are added one day.
    private static string Describe<T>(T value) => JsonSerializer.Serialize(value, DescribeOptions);

    private T RoundTrip<T>(T value) => Serializer.Deserialize<T>(Serializer.SerializeToArray(value))!;

    private sealed class SiloAddressText : System.Text.Json.Serialization.JsonConverter<SiloAddress>
    {
        public override SiloAddress? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, SiloAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToParsableString());
    }
}
