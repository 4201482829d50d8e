using Orleans.Runtime;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Sessions;
using RealtimeCluster.Silo.Tests.Log;

namespace RealtimeCluster.Silo.Tests.Sessions;

public sealed class LostSessionCopiesTests
{
    private static readonly SiloAddress One = LogBuilder.Gateway(1).Address;
    private static readonly SiloAddress Two = LogBuilder.Gateway(2).Address;

    private readonly LostSessionCopies _copies = new();

    [Fact]
    public void Next_ManyLost_AreCutByBytesUntilTheKeeperHasThemAll()
    {
        var lost = Enumerable.Range(0, 20).Select(static i => Lost($"c{i}", channelCount: 4_000)).ToArray();

        var kept = new List<string>();
        var calls = 0;
        while (Next(lost, One) is { Length: > 0 } batch)
        {
            Assert.True(batch.Length == 1 || batch.Sum(static session => session.Record.SizeBytes) <= LostSessionCopies.MaxBatchBytes);
            kept.AddRange(batch.Select(static session => session.Record.ConnectionId));
            _copies.OnKept(batch);
            calls++;
        }

        Assert.Equal(lost.Select(static session => session.Record.ConnectionId), kept);
        Assert.True(calls > 1);
    }

    [Fact]
    public void Next_TheKeeperDied_AnotherOneGetsAll()
    {
        _copies.OnKept(Next([Lost("a")], One));
        Assert.Empty(Next([Lost("a")], One));

        Assert.Equal("a", Assert.Single(Next([Lost("a")], Two)).Record.ConnectionId);
        Assert.Equal(Two, _copies.Keeper);
    }

    [Fact]
    public void Next_NoGatewayLives_WaitsForOne()
    {
        Assert.Empty(Next([Lost("a")]));
        Assert.Null(_copies.Keeper);

        Assert.Single(Next([Lost("a")], One));
    }

    [Fact]
    public void Next_LostAgainInANewGeneration_IsCopiedAgain()
    {
        _copies.OnKept(Next([Lost("a")], One));

        var again = Lost("a");
        again.Record = again.Record with { Generation = 1 };

        Assert.Single(Next([again], One));
    }

    private static (SessionRecord Record, long Until) Lost(string id, int channelCount = 0) => (
        new SessionRecord
        {
            ConnectionId = id,
            Secret = "secret",
            Environment = "shop",
            Gateway = LogBuilder.Gateway(9),
            Channels = [.. Enumerable.Range(0, channelCount).Select(static i => $"channel {i} of many")],
        },
        10);

    private LostSession[] Next((SessionRecord Record, long Until)[] lost, params SiloAddress[] live) =>
        _copies.Next(lost, live, static until => TimeSpan.FromSeconds(until));
}
