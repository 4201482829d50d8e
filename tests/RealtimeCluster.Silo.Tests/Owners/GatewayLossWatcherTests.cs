using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Owners;
using RealtimeCluster.Silo.Sessions;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Owners;

public sealed class GatewayLossWatcherTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly SiloAddress Silo = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 6000), 1);
    private static readonly SiloAddress Gateway = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 6001), 1);

    private readonly FakeMembership _membership = new(Silo, Gateway);
    private readonly OwnerRegistry _owners = new(RecoveryTimes.Default, resting: null!, TimeProvider.System);
    private readonly GatewayDeaths _deaths = new(RecoveryTimes.Default, TimeProvider.System);
    private readonly GatewayLossWatcher _watcher;

    public GatewayLossWatcherTests() => _watcher = new GatewayLossWatcher(
        _membership.Losses, _owners, new ShardRegistry(RecoveryTimes.Default, TimeProvider.System), _deaths, NullLogger<GatewayLossWatcher>.Instance);

    [Fact]
    public async Task Gateway_Dies_EveryOwnerIsToldOnce()
    {
        var (one, other) = (Register("a"), Register("b"));

        await TellAsync(Gateway, SiloStatus.Dead);
        await TellAsync(Silo, SiloStatus.Active);

        Assert.Equal([nameof(IChannelOwner.GatewayLostAsync)], one.Calls);
        Assert.Equal([nameof(IChannelOwner.GatewayLostAsync)], other.Calls);
    }

    [Fact]
    public async Task Gateway_DiesAndAnOwnerFails_IsToldAgainAndTheOthersAreToldToo()
    {
        var (failing, other) = (Register("a"), Register("b"));
        failing.FailureCount = 1;

        await TellAsync(Gateway, SiloStatus.Dead);

        Assert.Equal(2, failing.Calls.Count);
        Assert.Single(other.Calls);
    }

    [Fact]
    public async Task Gateway_DiesUnexpectedly_SuccessorsCannotProveContinuityForAWhile()
    {
        await TellAsync(Gateway, SiloStatus.Dead);

        Assert.True(_deaths.AnyLately);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Node_StopsInOrderOrIsNoGateway_TakesNoProofAway(bool isGateway)
    {
        await TellAsync(Gateway, isGateway ? SiloStatus.ShuttingDown : SiloStatus.Active);

        await TellAsync(isGateway ? Gateway : Silo, SiloStatus.Dead);

        Assert.False(_deaths.AnyLately);
    }

    public async Task InitializeAsync()
    {
        await _watcher.StartAsync(CancellationToken.None);
        await _membership.TellAsync();
    }

    public async Task DisposeAsync() => await _watcher.StopAsync(CancellationToken.None).WaitAsync(Deadline);

    public void Dispose() => _watcher.Dispose();

    private Task TellAsync(SiloAddress node, SiloStatus status)
    {
        _membership.Set(node, status);
        return _membership.TellAsync();
    }

    private FakeOwner Register(string name)
    {
        var id = GrainId.Create("realtime.channel", name);
        var owner = new FakeOwner(id, term: 1);
        _owners.Register(id, owner);
        return owner;
    }
}
