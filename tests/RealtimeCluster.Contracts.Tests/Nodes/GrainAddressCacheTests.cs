using System.Net;
using Orleans.Runtime;
using Orleans.Runtime.GrainDirectory;
using RealtimeCluster.Clustering.Nodes;

namespace RealtimeCluster.Contracts.Tests.Nodes;

public sealed class GrainAddressCacheTests
{
    private const int MaxCount = 8;
    private static readonly SiloAddress One = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5001), 1);
    private static readonly SiloAddress Two = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5002), 1);

    private readonly GrainAddressCache _cache = new(MaxCount);

    [Fact]
    public void LookUp_WasAdded_GivesTheLastAddressAndVersion()
    {
        _cache.AddOrUpdate(Address("a", One), 1);
        _cache.AddOrUpdate(Address("a", Two), 2);

        Assert.True(_cache.LookUp(Id("a"), out var address, out var version));
        Assert.Equal((Two, 2), (address.SiloAddress, version));
        Assert.Single(_cache.KeyValues);
    }

    [Fact]
    public void LookUp_NeverAdded_GivesNothing() => Assert.False(_cache.LookUp(Id("a"), out _, out _));

    [Fact]
    public void AddOrUpdate_ManyMoreThanItHolds_KeepsTheLatestAndNoMoreThanThat()
    {
        for (var number = 0; number < 100; number++)
        {
            _cache.AddOrUpdate(Address($"g{number}", One), 1);
        }

        Assert.InRange(_cache.KeyValues.Count(), MaxCount / 2, MaxCount);
        Assert.True(_cache.LookUp(Id("g99"), out _, out _));
        Assert.False(_cache.LookUp(Id("g0"), out _, out _));
    }

    [Fact]
    public void LookUp_IsCalledAgainAndAgain_StaysHoweverManyOthersCome()
    {
        _cache.AddOrUpdate(Address("kept", One), 1);
        for (var number = 0; number < 100; number++)
        {
            _cache.AddOrUpdate(Address($"g{number}", One), 1);

            Assert.True(_cache.LookUp(Id("kept"), out _, out _));
        }
    }

    [Fact]
    public void Remove_OneThatIsOldOrYoung_IsGone()
    {
        _cache.AddOrUpdate(Address("old", One), 1);
        for (var number = 0; number < MaxCount / 2; number++)
        {
            _cache.AddOrUpdate(Address($"g{number}", One), 1);
        }

        _cache.AddOrUpdate(Address("young", One), 1);

        Assert.True(_cache.Remove(Id("old")));
        Assert.True(_cache.Remove(Id("young")));
        Assert.False(_cache.Remove(Id("young")));
        Assert.False(_cache.LookUp(Id("old"), out _, out _));
        Assert.False(_cache.LookUp(Id("young"), out _, out _));
    }

    [Fact]
    public void Remove_AddressOfAnotherSilo_KeepsWhatIsKnown()
    {
        _cache.AddOrUpdate(Address("a", Two), 1);

        Assert.False(_cache.Remove(Address("a", One)));
        Assert.True(_cache.LookUp(Id("a"), out _, out _));
        Assert.True(_cache.Remove(Address("a", Two)));
    }

    [Fact]
    public void Clear_ForgetsAll()
    {
        _cache.AddOrUpdate(Address("a", One), 1);

        _cache.Clear();

        Assert.Empty(_cache.KeyValues);
    }

    private static GrainId Id(string key) => GrainId.Create("grain", key);

    private static GrainAddress Address(string key, SiloAddress silo) => new() { GrainId = Id(key), SiloAddress = silo };
}
