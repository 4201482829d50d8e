using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Hosting;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Tests.Recovery;
using RealtimeCluster.Gateway.Tests.Uplink;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Gateway.Tests.Hosting;

public sealed class OwnerLossWatcherTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly SiloAddress Owner = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 6000), 1);
    private static readonly SiloAddress OtherGateway = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 6001), 1);
    private static readonly ChannelKey Channel = ChannelKey.ForChannel("shop", "c");

    private readonly FakeOwner _owner = new(epoch: 9, refusals: 0);
    private readonly FakeShard _shard = new();
    private readonly FakeMembership _membership = new(Owner, OtherGateway);
    private readonly TestGateway _gateway;
    private readonly OwnerLossWatcher _watcher;

    public OwnerLossWatcherTests()
    {
        _gateway = new TestGateway(_owner, _shard);
        _watcher = new OwnerLossWatcher(
            _membership.Losses,
            _gateway.Get<UplinkRegistry>(),
            _gateway.Get<ConnectionRegistry>(),
            _gateway.Get<AwayConnections>(),
            _gateway.Get<SessionStore>(),
            new GatewayInbox(),
            NullLogger<OwnerLossWatcher>.Instance);
    }

    [Fact]
    public async Task Silo_Dies_ItsSuccessorsAreToldWhatThisGatewayHolds()
    {
        _gateway.Get<ConnectionRegistry>().Register(_gateway.CreateConnection("here"));
        _gateway.Get<AwayConnections>().Add(_gateway.CreateConnection("away"));

        _membership.Set(Owner, SiloStatus.Dead);
        await _membership.TellAsync();

        Assert.Equal(["Assert"], await _owner.HearAsync(1));
        Assert.Equal(["away", "here"], new[] { await _shard.SavedAsync(), await _shard.SavedAsync() }.Order());
    }

    [Fact]
    public async Task Silo_StaysDead_IsToldOfOnce()
    {
        _membership.Set(Owner, SiloStatus.Dead);
        await _membership.TellAsync();
        Assert.Equal(["Assert"], await _owner.HearAsync(1));

        await _membership.TellAsync();
        _gateway.Get<UplinkRegistry>().Enqueue(Channel, new ChannelCommand { Kind = ChannelCommandKind.Update, ConnectionId = "a" });

        Assert.Equal(["Update"], await _owner.HearAsync(1));
    }

    [Fact]
    public async Task Gateway_Dies_NoShardHasLostAnything()
    {
        var (first, second) = _gateway.CreateConnectionsOfOneShard();
        _gateway.Get<ConnectionRegistry>().Register(first);

        _membership.Set(OtherGateway, SiloStatus.Dead);
        await _membership.TellAsync();
        await _gateway.Get<SessionStore>().SaveWithinPatienceAsync(second, SessionPart.Whole, CancellationToken.None).WaitAsync(Deadline);

        Assert.Equal(second.Id, await _shard.SavedAsync());
    }

    public async Task InitializeAsync()
    {
        _gateway.Get<UplinkRegistry>().Enqueue(Channel, new ChannelCommand { Kind = ChannelCommandKind.Join, ConnectionId = "a" });
        await _owner.HearAsync(1);
        await _watcher.StartAsync(CancellationToken.None);
        await _membership.TellAsync();
    }

    public async Task DisposeAsync()
    {
        await _watcher.StopAsync(CancellationToken.None).WaitAsync(Deadline);
        await _gateway.DisposeAsync();
    }

    public void Dispose() => _watcher.Dispose();
}
