using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using static RealtimeCluster.Silo.Tests.Log.LogBuilder;

namespace RealtimeCluster.Silo.Tests.Log;

public sealed class ChannelLogRepetitionTests
{
    private static readonly GatewayId One = Gateway(1);
    private static readonly GatewayId Two = Gateway(2);
    private static readonly string NumberKey = PublishKey.OfAcknowledgement("a", 5, 77);

    [Fact]
    public void Publish_NumberUsedAgainOnOneTransport_IsAppliedAgain()
    {
        var log = Create();

        var applied = log.Apply(Batch(One, 1, Keyed(NumberKey, generation: 0), Keyed(NumberKey, generation: 0)));

        Assert.Equal([1L, 2L], applied.Reply.Results.Select(static result => result.Offset));
    }

    [Fact]
    public void Publish_SentAgainAfterARecovery_IsAppliedOnce()
    {
        var log = Create();
        log.Apply(Batch(One, 1, Keyed(NumberKey, generation: 0)));

        var sentAgain = log.Apply(Batch(Two, 1, Keyed(NumberKey, generation: 1)));
        var andAgain = log.Apply(Batch(One, 2, Keyed(NumberKey, generation: 2)));

        Assert.Equal([1L, 1L], sentAgain.Reply.Results.Concat(andAgain.Reply.Results).Select(static result => result.Offset));
        Assert.Equal(1, log.LastOffset);
    }

    [Theory]
    [InlineData("c/a/1")]
    [InlineData("u/ada/1")]
    [InlineData("s/1")]
    public void Publish_NamedByItsSender_IsAppliedOnceOnOneTransportToo(string key)
    {
        var log = Create();

        log.Apply(Batch(One, 1, Keyed(key, generation: 0), Keyed(key, generation: 0)));

        Assert.Equal(1, log.LastOffset);
    }

    [Fact]
    public void Publish_NumberUsedTwiceAndSentAgain_IsTheLastOne()
    {
        var log = Create();
        log.Apply(Batch(One, 1, Keyed(NumberKey, generation: 0), Keyed(NumberKey, generation: 0)));

        var applied = log.Apply(Batch(Two, 1, Keyed(NumberKey, generation: 1)));

        Assert.Equal(2, Assert.Single(applied.Reply.Results).Offset);
        Assert.Equal(2, log.LastOffset);
    }

    private static ChannelCommand Keyed(string key, int generation) => new()
    {
        Kind = ChannelCommandKind.Publish,
        ConnectionId = "a",
        EventName = "\"e\""u8.ToArray(),
        DeduplicationKey = key,
        Generation = generation,
    };
}
