using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Silo.Tests.Log;

namespace RealtimeCluster.Silo.Tests.Succession;

public sealed class EstatePlacesTests
{
    private static readonly SiloAddress Silo = LogBuilder.Gateway(101).Address;
    private static readonly TimeSpan Window = new RecoveryOptions().Window;

    private readonly FakeTimeProvider _time = new();
    private readonly EstatePlaces _places;

    public EstatePlacesTests() => _places = new EstatePlaces(RecoveryTimes.Default, Options.Create(new RecoveryOptions()), _time);

    [Fact]
    public void TryTake_Twice_IsThereOnce()
    {
        _places.Add(Owner(1), Silo);

        Assert.True(_places.TryTake(Owner(1), out var silo));
        Assert.Equal(Silo, silo);
        Assert.False(_places.TryTake(Owner(1), out _));
    }

    [Fact]
    public void Trim_SomeAreTooOld_OnlyTheyAreLetGoOf()
    {
        _places.Add(Owner(1), Silo);
        _places.Add(Owner(2), Silo);
        _time.Advance(Window / 2);
        _places.Add(Owner(2), Silo);
        _time.Advance(Window / 2 + TimeSpan.FromSeconds(1));

        _places.Trim();

        Assert.Equal(1, _places.Count);
        Assert.False(_places.TryTake(Owner(1), out _));
        Assert.True(_places.TryTake(Owner(2), out _));
    }

    private static GrainId Owner(int number) => GrainId.Create("realtime.channel", $"shop/{number}");
}
