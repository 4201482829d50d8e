using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Tests.Hosting;
using RealtimeCluster.Gateway.Tests.Recovery;
using RealtimeCluster.Gateway.Tests.Uplink;

namespace RealtimeCluster.Gateway.Tests.Connections;

public sealed class LocalConnectionsTests
{
    [Fact]
    public async Task EndAsync_ConnectionThatCanBeResumed_AnswersWhenItsSessionIsForgotten()
    {
        var shard = new FakeShard();
        await using var gateway = new TestGateway(new FakeOwner(epoch: 1, refusals: 0), shard);
        var connection = gateway.CreateConnection("c1");
        gateway.Get<ConnectionRegistry>().Register(connection);

        Assert.True(await gateway.Get<LocalConnections>().EndAsync("c1", "shop", "why"));

        Assert.Equal(["c1"], shard.Ended);
        Assert.Null(connection.Session);
    }

    [Fact]
    public async Task EndAsync_ClientIsGoneForAMoment_ItIsOver()
    {
        var shard = new FakeShard();
        await using var gateway = new TestGateway(new FakeOwner(epoch: 1, refusals: 0), shard);
        var connection = gateway.CreateConnection("c1");
        gateway.Get<AwayConnections>().Add(connection);

        Assert.True(await gateway.Get<LocalConnections>().EndAsync("c1", "shop", "why"));

        Assert.True(connection.HasLeft);
        Assert.Null(gateway.Get<AwayConnections>().Find("c1"));
        Assert.False(await gateway.Get<LocalConnections>().EndAsync("c1", "shop", "why"));
    }

    [Fact]
    public async Task Any_OtherEnvironment_TouchesNothing()
    {
        var shard = new FakeShard();
        await using var gateway = new TestGateway(new FakeOwner(epoch: 1, refusals: 0), shard);
        var connection = gateway.CreateConnection("c1");
        gateway.Get<ConnectionRegistry>().Register(connection);
        var local = gateway.Get<LocalConnections>();

        Assert.False(await local.EndAsync("c1", "other", "why"));
        Assert.False(local.TrySend("c1", "other", "e", Payload.Null));
        Assert.Equal(0, await local.EndUserAsync("shop", "nobody", "why"));

        Assert.NotNull(connection.Session);
        Assert.Empty(shard.Ended);
    }
}
