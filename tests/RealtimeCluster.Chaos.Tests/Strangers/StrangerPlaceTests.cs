using System.Net;
using RealtimeCluster.Chaos.Strangers;

namespace RealtimeCluster.Chaos.Tests.Strangers;

/// <summary>Strangers are of every kind alike, and come from many addresses.</summary>
public sealed class StrangerPlaceTests
{
    private static readonly StrangerKind[] Kinds = Enum.GetValues<StrangerKind>();

    [Fact]
    public void KindOf_ThirtyTwo_AreOfEveryKindAlike()
    {
        var counts = Enumerable.Range(0, 32).CountBy(static number => StrangerPlace.KindOf(number, Kinds)).ToDictionary();

        Assert.Equal(Kinds, counts.Keys.Order());
        Assert.All(counts.Values, static count => Assert.InRange(count, 6, 7));
    }

    [Fact]
    public void SourceOf_AsManyAsThereMayBe_HalfShareOneAddressAndTheRestHaveTheirOwn()
    {
        var sources = Enumerable.Range(0, StrangerPlace.MaxCount).Select(StrangerPlace.SourceOf).CountBy(static address => address).ToDictionary();

        Assert.Equal(StrangerPlace.MaxCount / 2, sources.Values.Max());
        Assert.Equal((StrangerPlace.MaxCount / 2) + 1, sources.Count);
        Assert.All(sources.Keys, static address => Assert.True(IPAddress.IsLoopback(address)));
        Assert.DoesNotContain(IPAddress.Loopback, sources.Keys);
    }

    [Fact]
    public void SourceOf_EveryKind_HasSomeThatShareAnAddress() => Assert.Equal(
        Kinds,
        Enumerable.Range(0, 32).Where(static number => StrangerPlace.SourceOf(number).Equals(StrangerPlace.SourceOf(0))).Select(static number => StrangerPlace.KindOf(number, Kinds)).Distinct().Order());
}
