using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Tests.Hosting;

namespace RealtimeCluster.Gateway.Tests.Recovery;

public sealed class KeptSessionsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly KeptSessions _kept;

    public KeptSessionsTests() => _kept = new KeptSessions(_time);

    [Fact]
    public void Describe_OfOneShard_TellsOfThoseWhoseTimeIsNotOver()
    {
        _kept.Take(Batch(Lost("a", seconds: 10), Lost("b", seconds: 20)));

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["b"], Enumerable.Range(0, SessionShards.Count).SelectMany(_kept.Describe).Select(static record => record.ConnectionId));
        Assert.Equal(1, _kept.Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Take_EndedByItsShard_IsForgottenUnlessItIsNewer(int generation, int count)
    {
        _kept.Take(Batch(Lost("a", seconds: 10, generation: 1)));

        _kept.Take(new LostSessionBatch { Ended = [new EndedSession("a", generation)] });

        Assert.Equal(count, _kept.Count);
    }

    [Fact]
    public void Take_Repeated_KeepsOneCopy()
    {
        Assert.True(_kept.Take(Batch(Lost("a", seconds: 10))));
        Assert.True(_kept.Take(Batch(Lost("a", seconds: 10))));

        Assert.Equal(1, _kept.Count);
    }

    [Fact]
    public void Take_MoreThanThereIsRoomFor_IsRefusedUntilTimeMakesRoom()
    {
        var name = new string('x', 20_000_000);
        var isTaken = Enumerable.Range(0, 20).Select(i => _kept.Take(Batch(Lost($"c{i}", seconds: 10, channel: name)))).ToArray();
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.True(isTaken[0]);
        Assert.False(isTaken[^1]);
        Assert.True(_kept.Take(Batch(Lost("a", seconds: 10, channel: name))));
    }

    private static LostSessionBatch Batch(params LostSession[] lost) => new() { Kept = lost };

    private static LostSession Lost(string id, int seconds, int generation = 0, string? channel = null) => new(
        new SessionRecord
        {
            ConnectionId = id,
            Secret = "secret",
            Environment = "shop",
            Gateway = new GatewayId(TestGateway.Self),
            Generation = generation,
            Channels = channel is null ? [] : [channel],
        },
        TimeSpan.FromSeconds(seconds));
}
