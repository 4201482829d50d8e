using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Tests.EngineIO;
using RealtimeCluster.Gateway.Tests.Hosting;
using RealtimeCluster.Gateway.Tests.Recovery;
using RealtimeCluster.Gateway.Tests.Uplink;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Connections;

/// <summary>What the steps of a connection's life do to the rest of the gateway.</summary>
[SuppressMessage("Design", "CA1001", Justification = "DisposeAsync, which the test runner calls, disposes of it.")]
public sealed class ConnectionTests : IAsyncLifetime
{
    private static readonly ChannelKey Room = ChannelKey.ForChannel("shop", "room");

    private readonly FakeOwner _owner = new(epoch: 1, refusals: 0);
    private readonly FakeShard _shard = new();
    private readonly TestGateway _gateway;

    public ConnectionTests() => _gateway = new TestGateway(_owner, _shard, """{"Realtime":{"OpenEnvironments":true}}""");

    private ConnectionRegistry Registry => _gateway.Get<ConnectionRegistry>();

    private AwayConnections Away => _gateway.Get<AwayConnections>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Theory]
    [InlineData(DisconnectReason.TransportLost, true, "Away")]
    [InlineData(DisconnectReason.ServerShutdown, true, "Away")]
    [InlineData(DisconnectReason.ClientDisconnected, true, "Left")]
    [InlineData(DisconnectReason.TransportLost, false, "Left")]
    public void OnDisconnected_WithOrWithoutAWayBack_IsAwayOrHasLeft(DisconnectReason reason, bool isResumable, string expected)
    {
        var connection = Create(isResumable);

        connection.OnDisconnected(reason);

        Assert.Equal(expected, connection.State.ToString());
        Assert.Equal(expected == "Away" ? connection : null, Away.Find("c1"));
        Assert.False(Registry.TryGet("c1", out _));
        Assert.True(connection.Closed.IsCancellationRequested);
    }

    [Fact]
    public async Task OnDisconnected_ForGood_ItsMembersLeaveAndNobodyCanResumeIt()
    {
        var connection = Create();

        connection.OnDisconnected(DisconnectReason.ClientDisconnected);

        Assert.Equal(["Leave"], await _owner.HearAsync(1));
        Assert.False(Assert.Single(_owner.Commands).IsAnywhere);
        Assert.Null(connection.Session);
        await Eventually.TrueAsync(() => _shard.Ended.Contains("c1"), "The shard forgets the session.");
    }

    [Fact]
    public void OnDisconnected_AnotherConnectionGoesOnWithIt_IsNotWaitedFor()
    {
        var connection = Create();
        _ = connection.YieldAsync();

        connection.OnDisconnected(DisconnectReason.TakenOver);

        Assert.Equal((ConnectionState.Yielded, (Connection?)null), (connection.State, Away.Find("c1")));
        Assert.NotNull(connection.Session);
        Assert.Empty(_owner.Commands);
    }

    [Fact]
    public async Task End_NotToBeLetIn_WhatWasHandedOverIsGivenBackWhereverItIs()
    {
        var connection = Create();

        connection.End(isAnywhere: true);
        connection.End(isAnywhere: true);

        Assert.Equal(["Leave"], await _owner.HearAsync(1));
        Assert.True(Assert.Single(_owner.Commands).IsAnywhere);
        Assert.True(connection.HasLeft);
        Assert.False(Registry.TryGet("c1", out _));
    }

    [Fact]
    public async Task YieldAsync_ACommandIsNotAnsweredYet_WaitsForItAndSaysNothingOfItsOwn()
    {
        var connection = Create();
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gateway.Get<UplinkRegistry>().Enqueue(
            Room, new ChannelCommand { Kind = ChannelCommandKind.Publish, ConnectionId = "c1" }, (_, _) => answered.SetResult());

        await connection.YieldAsync();

        Assert.True(answered.Task.IsCompleted);
        Assert.Equal([ChannelCommandKind.Publish], _owner.Commands.Select(static command => command.Kind));
        Assert.Equal(ConnectionState.Yielding, connection.State);
    }

    [Fact]
    public void YieldAsync_Silent_IsClosedAndClaimsNoSessionAnyMore()
    {
        var connection = Create();

        Assert.True(connection.YieldAsync(isSilent: true).IsCompletedSuccessfully);

        Assert.Equal((ConnectionState.Yielded, (Session?)null), (connection.State, connection.Session));
        Assert.False(Registry.TryGet("c1", out _));
        Assert.Empty(_owner.Commands);
    }

    [Fact]
    public async Task LeaveAll_LetGoAndBackOnThisGateway_TheMembershipsAreTheNewerOnes()
    {
        var older = Create();
        await older.YieldAsync();
        var newer = _gateway.CreateResumed("c1", generation: 1);
        newer.Channels.Add(Room);
        Registry.Register(newer);

        older.LeaveAll();
        newer.End();

        Assert.Equal(["Leave"], await _owner.HearAsync(1));
        Assert.Equal(1, Assert.Single(_owner.Commands).Generation);
    }

    [Fact]
    public async Task ForgetAsync_ManyAtOnce_TheSessionEndsOnce()
    {
        var connection = Create();

        connection.GiveUpRecovery();
        await connection.ForgetAsync();
        connection.LoseContinuity();

        await Eventually.TrueAsync(() => _shard.Ended.Count > 0, "The shard forgets the session.");
        Assert.Equal(["c1"], _shard.Ended);
    }

    [Fact]
    public async Task OnConnected_EventsCameBefore_FollowTheAnswerInOrder()
    {
        var connection = Create(isResumable: false);
        connection.Enqueue(Message("first"));
        connection.EnqueueMissed([Message("missed")]);
        connection.Enqueue(Message("last"));
        await using var server = await StartAsync(connection);

        using var client = await ConnectAsync(server);

        Assert.Equal(["4first", "4missed", "4last"], [await client.ReceiveAsync(), await client.ReceiveAsync(), await client.ReceiveAsync()]);
        Assert.Equal(ConnectionState.Live, connection.State);
    }

    [Fact]
    public async Task OnConnected_MoreCameBeforeThanWaits_IsNotLetIn()
    {
        var connection = Create();
        var large = OutboundMessage.Text(new byte[9 * 1024 * 1024]);
        connection.Enqueue(large);
        connection.Enqueue(large);
        await using var server = await StartAsync(connection);

        using var client = await server.Server.OpenedAsync("/born/");
        await client.SendAsync("40");

        await Eventually.TrueAsync(() => connection.State == ConnectionState.Away, "It comes back for what it missed.");
    }

    [Fact]
    public async Task OnConnected_LetGoMeanwhile_ItsTransportIsClosed()
    {
        var connection = Create();
        _ = connection.YieldAsync();
        await using var server = await StartAsync(connection);

        using var client = await server.Server.OpenedAsync("/born/");
        await client.SendAsync("40");

        await Eventually.TrueAsync(() => connection.State == ConnectionState.Yielded, "Its transport is closed.");
    }

    [Fact]
    public async Task Disconnect_BeforeTheClientIsLetIn_IsToldOnceAsSoonAsItIs()
    {
        var connection = Create();
        connection.Disconnect("disconnected", "Enough.");
        connection.Disconnect("other", "Not heard.");
        await using var server = await StartAsync(connection);

        using var client = await ConnectAsync(server);

        Assert.Equal("""42["exception",{"code":"disconnected","message":"Enough.","event":null}]""", await client.ReceiveAsync());
        Assert.Equal("41", await client.ReceiveAsync());
        await Eventually.TrueAsync(() => connection.HasLeft, "It was put out for good.");
    }

    private static OutboundMessage Message(string text) => OutboundMessage.Text(Encoding.UTF8.GetBytes(text));

    private static async Task<RunningServer> StartAsync(Connection connection)
    {
        var server = new ProtocolServer(
            services => services.AddSingleton(new OneConnection(connection)), static app => app.UseSocketIO<OneConnection>("/born/"));
        await server.InitializeAsync();
        return new RunningServer(server);
    }

    private static async Task<RawWebSocket> ConnectAsync(RunningServer server)
    {
        var client = await server.Server.OpenedAsync("/born/");
        await client.SendAsync("40");
        Assert.StartsWith("40{", await client.ReceiveAsync(), StringComparison.Ordinal);
        return client;
    }

    private Connection Create(bool isResumable = true)
    {
        var connection = isResumable ? _gateway.CreateConnection("c1") : new Connection("c1", TestGateway.Grant, _gateway.Get<ConnectionServices>());
        connection.Channels.Add(Room);
        Registry.Register(connection);
        return connection;
    }

    /// <summary>Lets everybody in as the same connection.</summary>
    private sealed class OneConnection(Connection connection) : ISocketIOApplication
    {
        public ValueTask<ConnectOutcome> OnConnectAsync(ConnectRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ConnectOutcome.Accept(connection.Id, connection));
    }

    private sealed class RunningServer(ProtocolServer server) : IAsyncDisposable
    {
        public ProtocolServer Server => server;

        public async ValueTask DisposeAsync() => await server.DisposeAsync();
    }
}
