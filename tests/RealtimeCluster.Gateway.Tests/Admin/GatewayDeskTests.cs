using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Admin;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Health;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Tests.Hosting;
using RealtimeCluster.Gateway.Tests.Recovery;
using RealtimeCluster.Gateway.Tests.Uplink;
using RealtimeCluster.SocketIO.Diagnostics;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Admin;

/// <summary>What a gateway says of itself and its connections.</summary>
public sealed class GatewayDeskTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("a", null, null, "a")]
    [InlineData("none", null, null, "")]
    [InlineData(null, null, null, "a b c")]
    [InlineData(null, "shop", null, "a b")]
    [InlineData(null, "shop", "ada", "b")]
    [InlineData(null, null, "ada", "b c")]
    [InlineData(null, "none", null, "")]
    public async Task Find_WhatIsGiven_MustFit(string? id, string? environment, string? user, string expected)
    {
        await using var gateway = Create();
        Register(gateway, "a", "shop", null);
        Register(gateway, "b", "shop", "ada");
        Register(gateway, "c", "depot", "ada");

        var found = CreateDesk(gateway).Find(new ConnectionQuery(id, environment, user, MaxCount: 10));

        Assert.Equal(expected, string.Join(' ', found.Select(static connection => connection.ConnectionId).Order()));
    }

    [Fact]
    public async Task Find_More_EndsAtTheMost()
    {
        await using var gateway = Create();
        foreach (var id in Enumerable.Range(0, 20))
        {
            Register(gateway, $"c{id}", "shop", null);
        }

        Assert.Equal(5, CreateDesk(gateway).Find(new ConnectionQuery(null, "shop", null, MaxCount: 5)).Length);
    }

    [Fact]
    public async Task Find_ManyChannels_NamesTheFirst()
    {
        await using var gateway = Create();
        var connection = Register(gateway, "a", "shop", null);
        foreach (var number in Enumerable.Range(0, 30))
        {
            connection.Channels.Add(ChannelKey.ForChannel("shop", ChannelName.FromText($"channel-{number}")));
        }

        var found = Assert.Single(CreateDesk(gateway).Find(new ConnectionQuery("a", null, null, MaxCount: 1)));

        Assert.Equal((30, 20, "channel-0"), (found.ChannelCount, found.Channels.Length, found.Channels[0]));
    }

    [Fact]
    public async Task Act_ConnectionIsElsewhere_SaysSo()
    {
        await using var gateway = Create();
        Register(gateway, "a", "shop", null);

        Assert.False(await CreateDesk(gateway).DisconnectAsync("b"));
        Assert.False(CreateDesk(gateway).Send("shop", "b", "e", PayloadSerializer.Default.Serialize(1)));
        Assert.False(CreateDesk(gateway).Send("depot", "a", "e", PayloadSerializer.Default.Serialize(1)));
    }

    [Fact]
    public async Task Report_AfterTheFirst_CountsWhatHappens()
    {
        await using var gateway = Create();
        var servers = CreateServers(gateway);
        using var reporter = new GatewayReporter(
            gateway.Get<ConnectionRegistry>(),
            servers,
            gateway.Get<LocalChannelIndex>(),
            CreateDrain(gateway, servers),
            gateway.Get<ReadinessProbe>(),
            gateway.Get<IMeterFactory>(),
            gateway.Time);
        var metrics = gateway.Get<GatewayMetrics>();
        await reporter.ReportAsync().WaitAsync(Deadline);
        Register(gateway, "a", "shop", null);
        metrics.EventReceived();
        metrics.EventReceived();
        metrics.EventRefused();
        metrics.Delivered(7);
        gateway.Get<SocketIOMetrics>().OutboundDropped(3, nameof(SlowConsumerPolicy.DropOldest));

        var report = await reporter.ReportAsync().WaitAsync(Deadline);

        Assert.Equal((1, 2L, 1L, 7L, 3L), (report.ConnectionCount, report.ReceivedCount, report.RefusedCount, report.DeliveredCount, report.DroppedCount));
    }

    private static TestGateway Create() => new(new FakeOwner(epoch: 1, refusals: 0), new FakeShard());

    // Without the other gateways that those of the container look for.
    private static EngineServers CreateServers(TestGateway gateway) => new(
        gateway.Get<IOptions<EngineIOOptions>>(),
        gateway.Get<IOptions<PacketLimitsOptions>>(),
        new InboundMemory(InboundRules.Of(new PacketLimitsOptions()), gateway.Time),
        new PeerAddresses(),
        new NoPeers(),
        new OpenGate(),
        gateway.Get<SocketIOMetrics>(),
        gateway.Time,
        NullLogger<EngineServer>.Instance);

    private static EngineDrain CreateDrain(TestGateway gateway, EngineServers servers) =>
        new(servers, [], gateway.Get<IOptions<EngineIOOptions>>(), gateway.Time, NullLogger<EngineDrain>.Instance);

    private static GatewayDesk CreateDesk(TestGateway gateway) => new(gateway.Get<ConnectionRegistry>(), gateway.Get<LocalConnections>(), CreateDrain(gateway, CreateServers(gateway)));

    private static Connection Register(TestGateway gateway, string id, string environment, string? user)
    {
        var connection = new Connection(id, new ConnectionGrant { Environment = environment, UserId = user }, gateway.Get<ConnectionServices>());
        gateway.Get<ConnectionRegistry>().Register(connection);
        return connection;
    }
}
