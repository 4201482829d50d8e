using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.FanOut;

namespace RealtimeCluster.Gateway.Tests.Channels;

public class EnvelopeAssemblyTests
{
    private static readonly ChannelKey Channel = ChannelKey.ForChannel("shop", "c");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryTake_AllParts_IsTheWholeOnce() => Gen.Select(Gen.Int[0, 2_000].Array[1, 8], Gen.Int[300, 3_000]).Sample((sizes, maxBytes) =>
    {
        var assembly = new EnvelopeAssembly(RecoveryTimes.Default.Assembly, _time);
        var whole = NewEnvelope(sizes);

        var taken = new List<Envelope>();
        foreach (var part in EnvelopeCuts.Cut(whole, maxBytes))
        {
            if (assembly.TryTake(part, out var one))
            {
                taken.Add(one);
            }
        }

        var again = Assert.Single(taken);
        Assert.Equal(whole.Replay, again.Replay);
        Assert.Equal(whole.Events, again.Events);
        Assert.Equal(whole.Resumptions, again.Resumptions);
        Assert.Equal(whole.LastOffset, again.LastOffset);
        Assert.Equal(0, again.PartCount);
    });

    [Fact]
    public void TryTake_APartIsMissing_GivesTheEventsOnly()
    {
        var assembly = new EnvelopeAssembly(RecoveryTimes.Default.Assembly, _time);
        var parts = EnvelopeCuts.Cut(NewEnvelope([500, 500, 500]), maxBytes: 700);

        Assert.False(assembly.TryTake(parts[0], out _));
        var taken = parts.Skip(2).Select(part => assembly.TryTake(part, out var one) ? one : null).OfType<Envelope>().ToArray();

        Assert.Equal([4], taken.SelectMany(static envelope => envelope.Events).Select(static channelEvent => channelEvent.Offset));
        Assert.All(taken, static envelope => Assert.Empty(envelope.Resumptions));
        Assert.All(taken, static envelope => Assert.Empty(envelope.Replay));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryTake_AnotherOwnersRest_DoesNotCompleteIt(bool isTooLate)
    {
        var assembly = new EnvelopeAssembly(RecoveryTimes.Default.Assembly, _time);
        var former = EnvelopeCuts.Cut(NewEnvelope([500, 500]), maxBytes: 700);
        var next = EnvelopeCuts.Cut(NewEnvelope([500, 500], term: isTooLate ? 1 : 2), maxBytes: 700);

        Array.ForEach([.. former.SkipLast(1)], part => assembly.TryTake(part, out _));
        if (isTooLate)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            assembly.Trim();
        }

        Assert.True(assembly.TryTake(next[^1], out var taken));
        Assert.Empty(taken.Resumptions);
    }

    private static Envelope NewEnvelope(int[] sizes, long term = 1) => new()
    {
        Channel = Channel,
        Epoch = 7,
        Term = term,
        Replay = [.. sizes.Select(static (size, i) => new ChannelEvent { Kind = ChannelEventKind.Message, Offset = i + 1, Payload = new Payload(new byte[size]) })],
        Resumptions = [new Resumption("a", 0, 1, null, 7)],
        Events = [new ChannelEvent { Kind = ChannelEventKind.Moved, Offset = sizes.Length + 1, ConnectionId = "a" }],
        LastOffset = sizes.Length + 1,
    };
}
