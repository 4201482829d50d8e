using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Tests.Connections;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Tests.Events;

public sealed class EventDispatcherTests
{
    private const string Client = """{"envId":"shop","recovery":false}""";
    private const string Server = """{"accessToken":"token"}""";
    private const string Configuration = """{"Realtime":{"OpenEnvironments":true,"ServerTokens":["token"]}}""";

    [Theory]
    [InlineData("join", Client, "unanswered")]
    [InlineData("message", Client, "invalid_event_name")]
    [InlineData("send_message", Client, "not_allowed")]
    [InlineData("broadcast_message", Client, "not_allowed")]
    [InlineData("user_event", Client, "not_allowed")]
    [InlineData("get_members", Client, "not_allowed")]
    [InlineData("chat", Client, "unknown_event")]
    [InlineData("send_message", Server, "invalid_channel")]
    [InlineData("broadcast_message", Server, "invalid_event_name")]
    [InlineData("user_event", Server, "invalid_payload")]
    [InlineData("get_members", Server, "unanswered")]
    [InlineData("join", Server, "unknown_event")]
    [InlineData("message", Server, "unknown_event")]
    public async Task Dispatch_EachVerb_GoesToItsHandlerIfTheConnectionMayUseIt(string name, string auth, string code)
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, _) = await gateway.ConnectAsync(auth);

        // Of each verb the handler finds something else missing; what it takes without an answer is followed by an event that nobody knows.
        await client.SendAsync($$"""42["{{name}}",{"envId":"shop","channel":"c"}]""");
        await client.SendAsync("42[\"end\"]");

        var answer = await client.ReceiveAsync();
        Assert.Contains(code == "unanswered" ? "\"event\":\"end\"" : $"\"code\":\"{code}\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispatch_ConnectionIsClosed_DoesNothing()
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (_, connection) = await gateway.ConnectAsync(Client);
        connection.OnDisconnected(DisconnectReason.TransportLost);

        await DispatchAsync(gateway, connection, new ReceivedEvent("\"join\""u8.ToArray(), ["{\"channel\":\"c\"}"u8.ToArray()], [], AckId: null));

        Assert.Equal(0, connection.Channels.Count);
    }

    [Theory]
    [InlineData(Client)]
    [InlineData(Server)]
    public async Task Dispatch_EventThatIsTooLarge_IsRefusedByItsName(string auth)
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, connection) = await gateway.ConnectAsync(auth);

        await DispatchAsync(gateway, connection, new ReceivedEvent("\"message\""u8.ToArray(), [], [], AckId: null) { IsTooLarge = true });

        Assert.Equal(
            """42["exception",{"code":"payload_too_large","message":"The event and its attachments are too large.","event":"message"}]""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Dispatch_PausedConnection_IsRefusedBeforeAnythingElse()
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, connection) = await gateway.ConnectAsync(Client);
        connection.Pause(Refusal.EnvironmentSuspended);

        await DispatchAsync(gateway, connection, new ReceivedEvent("\"chat\""u8.ToArray(), [], [], AckId: 7) { IsTooLarge = true });

        Assert.StartsWith("""437[{"error":{"code":"suspended_environment",""", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispatch_JoinAndMessage_ReachTheOwnerInOrder()
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, connection) = await gateway.ConnectAsync(Client);
        gateway.Owner.Forget();

        await client.SendAsync("""421["join",{"channel":"c"}]""");
        await client.SendAsync("""422["message",{"channel":"c","eventName":"e","message":1}]""");
        await client.SendAsync("""423["update",{"data":{"n":1}}]""");
        await client.SendAsync("""424["leave",{"channel":"c"}]""");
        for (var number = 1; number <= 4; number++)
        {
            Assert.StartsWith($"43{number}[{{\"ok\":true", await client.ReceiveAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(
            [ChannelCommandKind.Join, ChannelCommandKind.Publish, ChannelCommandKind.Update, ChannelCommandKind.Leave],
            gateway.Owner.Commands.Select(static command => command.Kind));
        Assert.All(gateway.Owner.Commands, command => Assert.Equal(connection.Id, command.ConnectionId));
        Assert.Equal(("\"e\"", "1"), (Encoding.UTF8.GetString(gateway.Owner.Commands[1].EventName!), Encoding.UTF8.GetString(gateway.Owner.Commands[1].Payload!.Json)));
    }

    private static ValueTask DispatchAsync(ConnectedGateway gateway, Connection connection, ReceivedEvent received) =>
        gateway.Gateway.Get<IEventDispatcher>().DispatchAsync(connection, received);
}
