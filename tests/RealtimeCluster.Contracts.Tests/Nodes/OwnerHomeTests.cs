using System.Net;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Nodes;

namespace RealtimeCluster.Contracts.Tests.Nodes;

public sealed class OwnerHomeTests
{
    private const int OwnerCount = 10_000;

    private static readonly SiloAddress[] Silos = [.. Enumerable.Range(0, 8).Select(static i => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5000 + i), 7))];
    private static readonly GrainId[] Owners = [.. Enumerable.Range(0, OwnerCount).Select(static i => GrainId.Create("realtime.channel", $"shop/channel-{i}"))];

    [Fact]
    public void Find_SilosInAnyOrder_IsTheSame() =>
        Assert.All(Owners.Take(100), static owner => Assert.Equal(OwnerHome.Find(owner, Silos), OwnerHome.Find(owner, [.. Silos.Reverse()])));

    [Fact]
    public void Find_ManyOwners_EachSiloIsTheHomeOfAsMany()
    {
        var homes = Owners.CountBy(static owner => OwnerHome.Find(owner, Silos)).ToDictionary();

        Assert.Equal(Silos.Length, homes.Count);
        Assert.All(homes.Values, static count => Assert.InRange(count, OwnerCount / Silos.Length * 8 / 10, OwnerCount / Silos.Length * 12 / 10));
    }

    [Fact]
    public void Find_OneSiloLess_OnlyItsOwnersMove()
    {
        var gone = Silos[3];
        SiloAddress[] left = [.. Silos.Where(silo => !silo.Equals(gone))];

        Assert.All(Owners, owner =>
        {
            if (OwnerHome.Find(owner, Silos) is var before && !before.Equals(gone))
            {
                Assert.Equal(before, OwnerHome.Find(owner, left));
            }
        });
    }

    [Theory]
    [InlineData("realtime.channel", true)]
    [InlineData("realtime.broadcast", true)]
    [InlineData("realtime.user", true)]
    [InlineData("realtime.session-shard", false)]
    [InlineData("order", false)]
    public void Has_OwnersOnly(string type, bool hasHome) => Assert.Equal(hasHome, OwnerHome.Has(GrainId.Create(type, "k")));
}
