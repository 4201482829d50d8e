using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Tests.Environments;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Gateway.Tests.Connections;

/// <summary>A connection whose environment is not served for a while, or whose user's session ends where none is needed.</summary>
public sealed class PausedConnectionTests
{
    private const string Recovering = """{"envId":"shop","recovery":true}""";
    private const string Plain = """{"envId":"shop","recovery":false}""";

    private static readonly ChannelKey Everybody = ChannelKey.ForBroadcast("shop");

    [Theory]
    [InlineData(Recovering)]
    [InlineData(Plain)]
    public async Task Pause_EventsCome_AreNotDeliveredAndWhatIsSentIsRefused(string auth)
    {
        await using var gateway = await ConnectedGateway.StartAsync();
        var (client, connection) = await gateway.ConnectAsync(auth);

        connection.Pause(Refusal.EnvironmentSuspended);
        gateway.Deliver(Everybody, "missed");
        await client.SendAsync("""420["message",{"eventName":"e"}]""");
        await client.SendAsync("""42["join",{"channel":"c"}]""");

        Assert.Equal("""430[{"error":{"code":"suspended_environment","message":"The environment is suspended."}}]""", await client.ReceiveAsync());
        Assert.Equal(
            """42["exception",{"code":"suspended_environment","message":"The environment is suspended.","event":"join"}]""", await client.ReceiveAsync());
        Assert.False(gateway.Gateway.Get<LocalConnections>().TrySend(connection.Id, "shop", "e", Payload.Null));
        Assert.False(connection.IsClosed);
    }

    [Fact]
    public async Task Unpause_NothingWasMissed_IsServedAgainAsItIs()
    {
        await using var gateway = await ConnectedGateway.StartAsync();
        var (client, connection) = await gateway.ConnectAsync(Recovering);
        connection.Pause(Refusal.RealtimeDisabled);

        Assert.True(connection.Unpause());
        gateway.Deliver(Everybody, "next");

        Assert.StartsWith("""42["next",{"channel":null},""", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.False(connection.Unpause());
    }

    [Fact]
    public async Task Unpause_ClientThatCanRecoverMissedEvents_IsSentAwayToComeBackForThem()
    {
        await using var gateway = await ConnectedGateway.StartAsync();
        var (client, connection) = await gateway.ConnectAsync(Recovering);
        connection.Pause(Refusal.EnvironmentSuspended);
        gateway.Deliver(Everybody, "missed");

        connection.Unpause();

        // Whatever came now would name a position behind what was missed.
        gateway.Deliver(Everybody, "next");
        var (first, _) = await client.ReceiveFrameAsync();
        Assert.NotEqual(0x81, first);
        await Eventually.TrueAsync(() => gateway.Gateway.Get<AwayConnections>().Find(connection.Id) is not null, "its session waits for it");
        Assert.NotNull(connection.Session);
    }

    [Fact]
    public async Task Unpause_ClientThatCannotRecoverMissedEvents_GoesOnWithoutThem()
    {
        await using var gateway = await ConnectedGateway.StartAsync();
        var (client, connection) = await gateway.ConnectAsync(Plain);
        connection.Pause(Refusal.EnvironmentSuspended);
        gateway.Deliver(Everybody, "missed");

        connection.Unpause();
        gateway.Deliver(Everybody, "next");

        Assert.Equal("""42["next",{"channel":null}]""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task LoseUser_ItsUsersEventsCome_AreNotDelivered()
    {
        await using var gateway = await ConnectedGateway.StartAsync(
            """{"Realtime":{"SessionSecret":"a-secret-of-tests","Environments":{"shop":{"ApiKeyRequired":false,"SessionRequired":false}}}}""");
        var token = TestEnvironments.CreateToken(DateTimeOffset.UtcNow);
        var (client, connection) = await gateway.ConnectAsync($$"""{"envId":"shop","recovery":false,"session":"{{token}}"}""");
        var user = ChannelKey.ForUser("shop", "u1");
        gateway.Deliver(user, "before");

        connection.LoseUser(Refusal.OfSession(SessionFault.Expired));
        connection.LoseUser(Refusal.OfSession(SessionFault.Expired));
        gateway.Deliver(user, "after");
        gateway.Deliver(Everybody, "all");

        Assert.StartsWith("""42["before",""", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal(
            """42["exception",{"code":"invalid_session_token","message":"The session token has ended; the connection goes on without its user.","event":null,"details":{"reason":"expired"}}]""",
            await client.ReceiveAsync());
        Assert.StartsWith("""42["all",""", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Null(connection.Grant!.UserId);
    }
}
