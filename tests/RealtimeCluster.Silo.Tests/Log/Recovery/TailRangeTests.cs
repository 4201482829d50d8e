using CsCheck;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Log.Recovery;
using static RealtimeCluster.Silo.Tests.Log.LogBuilder;

namespace RealtimeCluster.Silo.Tests.Log.Recovery;

public sealed class TailRangeTests
{
    [Fact]
    public void Cover_AllHoldTheSame_ReadsOne()
    {
        var ranges = TailRange.Cover([Holding(1, 5, 20), Holding(2, 5, 20), Holding(3, 5, 20)]);

        Assert.Equal([new TailRange(Gateway(1), 5, 20)], ranges);
    }

    [Fact]
    public void Cover_OneIsBehindAndBeginsEarlier_ReadsOnlyThatOfIt()
    {
        var ranges = TailRange.Cover([Holding(1, 3, 18), Holding(2, 5, 20), Holding(3, 6, 19)]);

        Assert.Equal([new TailRange(Gateway(2), 5, 20), new TailRange(Gateway(1), 3, 4)], ranges);
    }

    [Fact]
    public void Cover_OfAFormerEpoch_IsNotRead()
    {
        var ranges = TailRange.Cover([Holding(1, 1, 30, Epoch - 1), Holding(2, 31, 32)]);

        Assert.Equal([new TailRange(Gateway(2), 31, 32)], ranges);
    }

    [Fact]
    public void Cover_NobodyHoldsAnything_ReadsNothing()
    {
        Assert.Empty(TailRange.Cover([Holding(1, 21, 20), new GatewayAssertion { Gateway = Gateway(2) }]));
        Assert.Empty(TailRange.Cover([]));
    }

    [Fact]
    public void Cover_AnyHoldings_ReadsEveryOffsetOnce()
    {
        var holding = Gen.Select(Gen.Long[1, 30], Gen.Long[0, 30]);

        holding.Array[0, 6].Sample(drawn =>
        {
            GatewayAssertion[] assertions = [.. drawn.Select((range, index) => Holding(index, range.Item1, Math.Max(range.Item1 - 1, range.Item2)))];

            var read = TailRange.Cover(assertions).SelectMany(static range => Offsets(range.From, range.To)).ToArray();

            Assert.Equal(
                assertions.SelectMany(static assertion => Offsets(assertion.TailStart, assertion.Position.Offset)).Distinct().Order(),
                read.Order());
        });
    }

    private static IEnumerable<long> Offsets(long from, long to)
    {
        for (var offset = from; offset <= to; offset++)
        {
            yield return offset;
        }
    }

    private static GatewayAssertion Holding(int gateway, long start, long last, long epoch = Epoch) => new()
    {
        Gateway = Gateway(gateway),
        Position = new StreamPosition(epoch, last),
        TailStart = start,
    };
}
