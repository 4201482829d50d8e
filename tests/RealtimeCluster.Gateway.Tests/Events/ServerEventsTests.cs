using System.Text;
using RealtimeCluster.Gateway.Tests.Connections;

namespace RealtimeCluster.Gateway.Tests.Events;

public sealed class ServerEventsTests
{
    private const string Server = """{"accessToken":"token"}""";
    private const string Configuration = """{"Realtime":{"OpenEnvironments":true,"ServerTokens":["token"],"Environments":{"closed":{"Suspended":true}}}}""";

    [Theory]
    [InlineData("send_message", "{\"channelName\":\"c\",\"eventName\":\"e\"}", "invalid_payload")]
    [InlineData("send_message", "{\"envId\":\"shop\",\"channelName\":{},\"eventName\":\"e\"}", "invalid_channel")]
    [InlineData("send_message", "{\"envId\":\"shop\",\"channelName\":\"c\",\"eventName\":\"connect\"}", "reserved_event_name")]
    [InlineData("broadcast_message", "[]", "invalid_payload")]
    [InlineData("broadcast_message", "{\"envId\":\"shop\"}", "invalid_event_name")]
    [InlineData("broadcast_message", "{\"envId\":\"closed\",\"eventName\":\"e\"}", "suspended_environment")]
    [InlineData("user_event", "{\"envId\":\"shop\",\"eventName\":\"e\"}", "invalid_payload")]
    [InlineData("user_event", "{\"envId\":\"shop\",\"userId\":\"u\",\"eventName\":\"disconnect\"}", "reserved_event_name")]
    [InlineData("get_members", "{\"channel\":\"c\"}", "invalid_payload")]
    [InlineData("get_members", "{\"envId\":\"shop\"}", "invalid_channel")]
    [InlineData("get_members", "{\"envId\":\"closed\",\"channel\":\"c\"}", "suspended_environment")]
    public async Task Event_ThatIsNotAllowed_IsRefusedWithACode(string name, string argument, string code)
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, _) = await gateway.ConnectAsync(Server);

        await client.SendAsync($"421[\"{name}\",{argument}]");

        Assert.StartsWith($"431[{{\"error\":{{\"code\":\"{code}\"", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Empty(gateway.Owner.Commands);
    }

    [Theory]
    [InlineData("send_message", "\"channelName\":\"c\",\"message\":{\"a\":1}", "{\"a\":1}", false)]
    [InlineData("broadcast_message", "\"message\":[1]", "[1]", false)]
    [InlineData("user_event", "\"userId\":\"u\",\"session\":\"s\",\"user\":{\"n\":1}", "\"e\",\"s\",{\"n\":1}", true)]
    [InlineData("user_event", "\"userId\":\"u\"", "\"e\",null,null", true)]
    public async Task Event_OfAServer_IsPublishedInNobodysName(string name, string arguments, string payload, bool isArguments)
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, _) = await gateway.ConnectAsync(Server);

        await client.SendAsync($"421[\"{name}\",{{\"envId\":\"shop\",\"eventName\":\"e\",{arguments}}}]");

        Assert.Equal("""431[{"ok":true,"offset":1,"epoch":"1"}]""", await client.ReceiveAsync());
        var command = Assert.Single(gateway.Owner.Commands);
        Assert.Equal((null, "\"e\"", payload, isArguments), (command.ConnectionId, Encoding.UTF8.GetString(command.EventName!), Encoding.UTF8.GetString(command.Payload!.Json), command.PayloadIsArguments));
    }

    [Fact]
    public async Task GetMembers_WithoutAnAcknowledgement_MeansNothing()
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, _) = await gateway.ConnectAsync(Server);

        await client.SendAsync("""42["get_members",{"envId":"shop","channel":"c"}]""");
        await client.SendAsync("42[\"end\"]");

        Assert.Contains("\"event\":\"end\"", await client.ReceiveAsync(), StringComparison.Ordinal);
    }
}
