using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Tests.Environments;
using RealtimeCluster.Gateway.Tests.Hosting;
using RealtimeCluster.Gateway.Tests.Uplink;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Gateway.Tests.Recovery;

public sealed class AwayConnectionsTests : IAsyncLifetime, IDisposable
{
    private static readonly ChannelKey Room = ChannelKey.ForChannel("shop", "room");
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = new RecoveryOptions().PresenceGrace;
    private static readonly TimeSpan Window = new RecoveryOptions().Window;

    private readonly FakeOwner _owner = new(epoch: 1, refusals: 0);
    private readonly TestGateway _gateway;
    private readonly AwayConnections _away;

    public AwayConnectionsTests()
    {
        _gateway = new TestGateway(_owner, new FakeShard());
        _away = _gateway.Get<AwayConnections>();
    }

    public async Task InitializeAsync()
    {
        await _away.StartAsync(CancellationToken.None);
        await _gateway.Time.WaitUntilArmedAsync(Interval);
    }

    public async Task DisposeAsync()
    {
        await _away.StopAsync(CancellationToken.None);
        await _gateway.DisposeAsync();
    }

    public void Dispose() => _away.Dispose();

    [Fact]
    public async Task Add_ClientDoesNotComeBack_OthersSeeItLeaveAndLaterItIsOver()
    {
        var connection = Create("c1");
        _away.Add(connection);

        _gateway.Time.Advance(Grace + Tick);
        Assert.Equal(["Leave"], await _owner.HearAsync(1));
        Assert.Same(connection, _away.Find("c1"));
        Assert.False(connection.HasLeft);

        _gateway.Time.Advance(Window - Grace);
        await Eventually.TrueAsync(() => connection.HasLeft, "The window is over.");
        Assert.Null(_away.Find("c1"));
    }

    [Fact]
    public async Task Add_ClientClosedItsTransport_OthersSeeItLeaveSoonerAndItMayStillComeBack()
    {
        var (closed, cut) = (Create("c1"), Create("c2"));
        _away.Add(cut);
        _away.Add(closed, isLikelyGoodbye: true);

        _gateway.Time.Advance(new RecoveryOptions().GoodbyeGrace + Interval);
        Assert.Equal(["Leave"], await _owner.HearAsync(1));

        Assert.Equal("c1", Assert.Single(_owner.Commands).ConnectionId);
        Assert.Same(closed, _away.Find("c1"));
        Assert.False(closed.HasLeft);
    }

    [Fact]
    public async Task Remove_ClientCameBack_OnlyTheOtherOneLeaves()
    {
        var back = Create("c1");
        var gone = Create("c2");
        _away.Add(back);
        _away.Add(gone);
        _away.Remove(back);

        _gateway.Time.Advance(Window + Tick);
        await Eventually.TrueAsync(() => gone.HasLeft, "The window is over.");

        Assert.False(back.HasLeft);
        Assert.All(_owner.Commands, static command => Assert.Equal("c2", command.ConnectionId));
    }

    [Fact]
    public async Task Add_SameIdWentAgain_TheWindowOfTheLaterOneCounts()
    {
        var (first, second, marker) = (Create("c1"), Create("c1"), Create("c2"));
        _away.Add(first);
        _away.Add(marker);
        _gateway.Time.Advance(Window / 2);
        _away.Add(second);

        _gateway.Time.Advance((Window / 2) + Tick);
        await Eventually.TrueAsync(() => marker.HasLeft, "Its window is over.");
        Assert.Same(second, _away.Find("c1"));
        Assert.False(first.HasLeft);

        _gateway.Time.Advance(Window / 2);
        await Eventually.TrueAsync(() => second.HasLeft, "Its window is over.");
        Assert.Null(_away.Find("c1"));
    }

    [Fact]
    public async Task AddYielded_GatewayThatTookItOverIsSilent_ItsMembershipsEndHere()
    {
        var connection = Create("c1");
        _away.AddYielded(connection);
        Assert.Null(_away.Find("c1"));

        _gateway.Time.Advance(Grace + RecoveryTimes.Default.Takeover + Tick);

        Assert.Equal(["Leave"], await _owner.HearAsync(1));
        Assert.False(connection.HasLeft);
    }

    [Fact]
    public async Task AddYielded_ANewerOneOfTheSameIdIsAwayHere_TheNewerOneStays()
    {
        var (older, newer) = (Create("c1"), new Connection("c1", TestGateway.Grant, _gateway.Get<ConnectionServices>(), new Session("c1", "secret", generation: 1)));
        newer.Channels.Add(Room);
        _away.Add(newer);

        _away.AddYielded(older);

        Assert.Same(newer, _away.Find("c1"));
        _gateway.Time.Advance(Window + Tick);
        await Eventually.TrueAsync(() => newer.HasLeft, "The window is over.");
        Assert.All(_owner.Commands, static command => Assert.Equal(1, command.Generation));
    }

    [Fact]
    public async Task OnSuperseded_NobodyAskedForIt_ItIsLetGoAndItsMembershipsEndLater()
    {
        var connection = Create("c1");

        connection.OnSuperseded();
        await Eventually.TrueAsync(() => connection.IsOver, "A newer one goes on with it.");
        Assert.True(connection.IsClosed);

        _gateway.Time.Advance(Grace + RecoveryTimes.Default.Takeover + Tick);
        Assert.Equal(["Leave"], await _owner.HearAsync(1));
        Assert.False(connection.HasLeft);
    }

    [Fact]
    public async Task OnSuperseded_AnOwnerDoesNotAnswer_TheWaitForItEndsAndIsLogged()
    {
        var log = new LogCapture();
        await using var gateway = new TestGateway(new FakeOwner(epoch: 1, refusals: int.MaxValue), new FakeShard());
        gateway.Get<ILoggerFactory>().AddProvider(log);
        var connection = gateway.CreateConnection("c1");
        connection.Channels.Add(Room);
        gateway.Get<UplinkRegistry>().Enqueue(Room, new ChannelCommand { Kind = ChannelCommandKind.Publish, ConnectionId = "c1" });

        connection.OnSuperseded();
        await gateway.Time.WaitUntilArmedAsync(RecoveryTimes.Default.Yield);
        gateway.Time.Advance(RecoveryTimes.Default.Yield);

        await Eventually.TrueAsync(() => log.Entries.Any(static entry => entry.Text.Contains("was not let go in time", StringComparison.Ordinal)), "The wait is over.");
    }

    private Connection Create(string id)
    {
        var connection = _gateway.CreateConnection(id);
        connection.Channels.Add(Room);
        return connection;
    }
}
