using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using Orleans.Serialization;
using RealtimeCluster.Clustering.Links;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Owners;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Silo.Tests.Log;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Owners;

public sealed class OwnerBalancerTests : IDisposable
{
    private const int OwnerCount = 1_000;

    private static readonly SiloAddress Self = LogBuilder.Gateway(101).Address;
    private static readonly SiloAddress Other = LogBuilder.Gateway(102).Address;

    private readonly List<SiloAddress> _silos = [Self];
    private long _version;
    private readonly FakeTimeProvider _time = new();
    private readonly CutNodes _cuts;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSerializer().BuildServiceProvider();
    private readonly SiloMetrics _metrics;
    private readonly OwnerRegistry _registry;
    private readonly OwnerBalancer _balancer;

    public OwnerBalancerTests()
    {
        _cuts = new CutNodes(_time);
        _registry = new OwnerRegistry(
            RecoveryTimes.Default, new RestingLogs(Options.Create(new RecoveryOptions()), _services.GetRequiredService<Serializer<LogEstate>>(), _time), _time);
        _metrics = new SiloMetrics(_services.GetRequiredService<IMeterFactory>());
        var owners = Stand.In<IOwnerClient>(called => called.Name == nameof(IOwnerClient.GetHomes) ? _silos.ToArray() : throw new NotSupportedException(called.Name));
        var membership = Stand.In<IClusterMembershipService>(_ => new ClusterMembershipSnapshot(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(_version)));
        _balancer = new OwnerBalancer(_registry, owners, membership, _cuts, Stand.In<ILocalSiloDetails>(static _ => Self), _metrics, _time, NullLogger<OwnerBalancer>.Instance);
    }

    [Fact]
    public async Task Look_SilosStayTheSame_NothingMoves()
    {
        var all = Register();

        await LookAsync(OwnerBalancer.CalmLooks * 10);

        Assert.All(all, static owner => Assert.Empty(owner.Calls));
    }

    [Fact]
    public async Task Look_ASiloHasJoined_ItsOwnersMoveThereAfterAWhileAndOnce()
    {
        var all = Register();
        await LookAsync(OwnerBalancer.CalmLooks * 2);
        Join();

        await LookAsync(OwnerBalancer.CalmLooks);
        Assert.All(all, static owner => Assert.Empty(owner.Calls));
        await LookAsync(OwnerCount / OwnerBalancer.MaxMoves);

        Assert.All(all, owner => Assert.Equal(OwnerHome.Find(owner.Id, _silos).Equals(Other) ? 1 : 0, owner.Calls.Count));
    }

    [Fact]
    public async Task Look_ManyHaveToMove_MoveAtAPace()
    {
        Register();
        await LookAsync(1);
        Join();
        await LookAsync(OwnerBalancer.CalmLooks);

        Assert.Equal(OwnerBalancer.MaxMoves, await _balancer.LookAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Look_TheOtherSiloComesAndGoes_NothingMoves()
    {
        var all = Register();
        for (var round = 0; round < 5; round++)
        {
            Join();
            await LookAsync(OwnerBalancer.CalmLooks);
            Leave();
            await LookAsync(1);
        }

        Assert.All(all, static owner => Assert.Empty(owner.Calls));
    }

    [Fact]
    public async Task Look_ANodeDiesMeanwhile_TheRestMovesAWhileLater()
    {
        Register();
        Join();
        await LookAsync(OwnerBalancer.CalmLooks);
        Assert.Equal(OwnerBalancer.MaxMoves, await _balancer.LookAsync(CancellationToken.None));
        _version++;

        for (var look = 0; look < OwnerBalancer.CalmLooks; look++)
        {
            Assert.Equal(0, await _balancer.LookAsync(CancellationToken.None));
        }

        Assert.Equal(OwnerBalancer.MaxMoves, await _balancer.LookAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Look_TheOtherSiloIsCutFromANode_NothingMovesThere()
    {
        var all = Register();
        Join();
        _cuts.Add(Other);

        await LookAsync(OwnerBalancer.CalmLooks * 2);

        Assert.All(all, static owner => Assert.Empty(owner.Calls));
    }

    [Fact]
    public async Task Look_AMoveFails_TheOthersMoveAndItIsTriedAgain()
    {
        var stray = new FakeOwner(FindStray(), term: 1) { FailureCount = 1 };
        _registry.Register(stray.Id, stray);
        Join();

        await LookAsync(OwnerBalancer.CalmLooks + 2);

        Assert.Equal(2, stray.Calls.Count);
    }

    public void Dispose()
    {
        _balancer.Dispose();
        _metrics.Dispose();
        _services.Dispose();
    }

    private static GrainId Name(int number) => GrainId.Create("realtime.channel", $"shop/{number}");

    private static GrainId FindStray() => Enumerable.Range(0, OwnerCount).Select(Name).First(static owner => OwnerHome.Find(owner, [Self, Other]).Equals(Other));

    private void Join()
    {
        _silos.Add(Other);
        _version++;
    }

    private void Leave()
    {
        _silos.Remove(Other);
        _version++;
    }

    private FakeOwner[] Register()
    {
        FakeOwner[] all = [.. Enumerable.Range(0, OwnerCount).Select(static number => new FakeOwner(Name(number), term: 1))];
        Array.ForEach(all, owner => _registry.Register(owner.Id, owner));
        return all;
    }

    // One that has moved is no more registered here.
    private async Task LookAsync(int count)
    {
        for (var look = 0; look < count; look++)
        {
            await _balancer.LookAsync(CancellationToken.None);
            foreach (var owner in _registry.Activations.OfType<FakeOwner>().Where(static owner => owner.Calls.Count > 0 && owner.FailureCount < 0).ToArray())
            {
                _registry.Unregister(owner.Id, owner, estate: null);
            }
        }
    }
}
