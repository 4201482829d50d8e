using System.Net;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using RealtimeCluster.Clustering.Links;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Contracts.Tests.Links;

public sealed class ReachingPlacementDirectorTests
{
    private static readonly SiloAddress One = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5001), 1);
    private static readonly SiloAddress Two = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5002), 1);

    private readonly CutNodes _cuts = new(TimeProvider.System);

    [Fact]
    public async Task Place_AllReachAll_AllAreUsed() => Assert.Equal([One, Two], (await PlaceManyAsync(hint: null)).Order());

    [Fact]
    public async Task Place_OneIsCut_TheOtherIsUsed()
    {
        _cuts.Add(One);

        Assert.Equal([Two], await PlaceManyAsync(hint: null));
    }

    [Fact]
    public async Task Place_AHintNamesTheOneThatIsCut_IsHeeded()
    {
        _cuts.Add(One);

        Assert.Equal([One], await PlaceManyAsync(hint: One));
    }

    [Fact]
    public async Task Place_AnOwner_IsAtItsHome()
    {
        var homes = await PlaceManyAsync(hint: null, "realtime.channel");

        Assert.Equal([OwnerHome.Find(GrainId.Create("realtime.channel", "c"), [One, Two])], homes);
    }

    private async Task<HashSet<SiloAddress>> PlaceManyAsync(SiloAddress? hint, string type = "order")
    {
        var director = new ReachingPlacementDirector(_cuts);
        var context = Stand.In<IPlacementContext>(_ => new[] { One, Two });
        var hints = hint is null ? [] : new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = hint };
        var target = new PlacementTarget(GrainId.Create(type, "c"), hints, GrainInterfaceType.Create("i"), 0);
        var places = new HashSet<SiloAddress>();
        for (var count = 0; count < 100; count++)
        {
            places.Add(await director.OnAddActivation(new RandomPlacement(), target, context));
        }

        return places;
    }
}
