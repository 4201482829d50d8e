using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using Orleans.Serialization;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Owners;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Tests.Owners;

public sealed class OwnerSweeperTests : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSerializer().BuildServiceProvider();
    private readonly SiloMetrics _metrics;
    private readonly OwnerRegistry _registry;
    private readonly EstatePlaces _places;
    private readonly OwnerSweeper _sweeper;

    public OwnerSweeperTests()
    {
        var options = Options.Create(new RecoveryOptions { Window = Window });
        _registry = new OwnerRegistry(RecoveryTimes.Default, new RestingLogs(options, _services.GetRequiredService<Serializer<LogEstate>>(), _time), _time);
        _metrics = new SiloMetrics(_services.GetRequiredService<IMeterFactory>());
        _places = new EstatePlaces(RecoveryTimes.Default, options, _time);
        _sweeper = new OwnerSweeper(_registry, _places, options, _metrics, _time, NullLogger<OwnerSweeper>.Instance);
    }

    [Fact]
    public async Task Sweep_SomeAreUnused_EndsTheseAndNoOther()
    {
        var (used, unused) = (Register("used"), Register("unused"));
        unused.IdleTime = Window + TimeSpan.FromSeconds(1);

        var count = await _sweeper.SweepAsync(CancellationToken.None);

        Assert.Equal(1, count);
        Assert.True(unused.HasEnded);
        Assert.False(used.HasEnded);
        Assert.Equal([used], _registry.Activations);
    }

    [Fact]
    public async Task Sweep_AnEstateElsewhereIsTooOld_ItsPlaceIsForgotten()
    {
        _places.Add(GrainId.Create("realtime.channel", "shop/c"), SiloAddress.Zero);
        _time.Advance(Window + TimeSpan.FromSeconds(1));

        await _sweeper.SweepAsync(CancellationToken.None);

        Assert.Equal(0, _places.Count);
    }

    [Fact]
    public async Task Sweep_OneWhoseActivationIsOverIsStillRegistered_ForgetsIt()
    {
        var ghost = Register("c");
        await ghost.EndAsync();

        await _sweeper.SweepAsync(CancellationToken.None);

        Assert.Empty(_registry.Activations);
    }

    public void Dispose()
    {
        _sweeper.Dispose();
        _metrics.Dispose();
        _services.Dispose();
    }

    private FakeOwner Register(string name)
    {
        var owner = new FakeOwner(GrainId.Create("realtime.channel", $"e/{name}"), term: 1);
        _registry.Register(owner.Id, owner);
        return owner;
    }
}
