using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Silo.Channels.HandOver;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Silo.Tests.Log;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Succession;

/// <summary>Who is told that an owner ended and left what it knew.</summary>
public sealed class LeftEstatesTests
{
    private static readonly GrainId Owner = GrainId.Create("realtime.channel", "shop/c");
    private static readonly SiloAddress Home = LogBuilder.Gateway(101).Address;
    private static readonly SiloAddress Other = LogBuilder.Gateway(102).Address;

    private static readonly (SiloAddress, string)[] AllAreTold = [(Home, nameof(IOwnerService.ExpectEstatesAsync)), (Other, nameof(IOwnerService.ExpectEstatesAsync))];

    private readonly FakeSilos _silos = new((Home, static _ => null), (Other, static _ => null));
    private readonly ClusterChanges _changes = TestGatherer.Settled();

    [Fact]
    public async Task Leave_ThisIsItsHome_NobodyIsTold()
    {
        await Create(Home).LeaveAsync(Owner);

        Assert.Empty(_silos.Calls);
    }

    [Fact]
    public async Task Leave_ItsHomeIsElsewhere_IsToldWhereItLies()
    {
        await Create(Other).LeaveAsync(Owner);

        Assert.Equal([(Home, nameof(IOwnerService.ExpectEstateAsync))], _silos.Calls);
        Assert.False(_changes.AreGatewaysConcerned);
    }

    [Fact]
    public async Task Leave_ItsHomeDoesNotAnswer_AllAreToldToAsk()
    {
        _silos.Failing.Add((Home, nameof(IOwnerService.ExpectEstateAsync)));

        await Create(Other).LeaveAsync(Owner);

        Assert.Equal([(Home, nameof(IOwnerService.ExpectEstateAsync)), .. AllAreTold], _silos.Calls);
        Assert.True(_changes.AreGatewaysConcerned);
    }

    [Fact]
    public async Task Tell_ASiloDoesNotAnswer_IsToldAgain()
    {
        _silos.Failing.Add((Other, nameof(IOwnerService.ExpectEstatesAsync)));

        await Create(Other).TellAsync();

        Assert.Equal([.. AllAreTold, AllAreTold[1]], _silos.Calls);
    }

    [Fact]
    public async Task Tell_ManyAtOnce_EachSiloIsToldOnce()
    {
        var estates = Create(Other);

        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => estates.TellAsync()));

        Assert.Equal(AllAreTold, _silos.Calls);
    }

    private LeftEstates Create(SiloAddress self)
    {
        var notices = new EstateNotices(_silos, _changes, RecoveryTimes.Default, TimeProvider.System, NullLogger<EstateNotices>.Instance);
        return new LeftEstates(_silos, notices, Stand.In<ILocalSiloDetails>(_ => self), RecoveryTimes.Default, TimeProvider.System, NullLogger<LeftEstates>.Instance);
    }
}
