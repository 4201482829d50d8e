using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Tests.Connections;

namespace RealtimeCluster.Gateway.Tests.Events;

public sealed class MessageEventsTests
{
    private const string Client = """{"envId":"shop","recovery":false}""";
    private const string Configuration = """{"Realtime":{"OpenEnvironments":true,"Limits":{"MaxChannelNameBytes":8,"MaxEventNameBytes":8}}}""";

    [Theory]
    [InlineData("\"text\"", "invalid_payload")]
    [InlineData("{\"channel\":[1],\"eventName\":\"e\"}", "invalid_channel")]
    [InlineData("{\"channel\":\"123456789\",\"eventName\":\"e\"}", "channel_too_long")]
    [InlineData("{\"channel\":\"c\"}", "invalid_event_name")]
    [InlineData("{\"channel\":\"c\",\"eventName\":\"123456789\"}", "event_name_too_long")]
    [InlineData("{\"eventName\":\"connect\"}", "reserved_event_name")]
    [InlineData("{\"eventName\":\"e\",\"messageId\":{}}", "invalid_message_id")]
    public async Task Send_WhatIsNotAllowed_IsRefusedWithACode(string argument, string code)
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, _) = await gateway.ConnectAsync(Client);
        gateway.Owner.Forget();

        await client.SendAsync($"421[\"message\",{argument}]");

        Assert.StartsWith($"431[{{\"error\":{{\"code\":\"{code}\"", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Empty(gateway.Owner.Commands);
    }

    [Fact]
    public async Task Send_ToAChannelThatItIsNotIn_IsPublishedAsItIs()
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, connection) = await gateway.ConnectAsync(Client);
        gateway.Owner.Forget();

        await client.SendAsync("""421["message",{"channel":"c","eventName":"e","message":{"a": 1},"echo":true,"messageId":"m1"}]""");

        Assert.Equal("""431[{"ok":true,"offset":1,"epoch":"1"}]""", await client.ReceiveAsync());
        var command = Assert.Single(gateway.Owner.Commands);
        Assert.Equal((ChannelCommandKind.Publish, connection.Id, true), (command.Kind, command.ConnectionId, command.Echo));
        Assert.Equal(("\"e\"", "{\"a\": 1}"), (Encoding.UTF8.GetString(command.EventName!), Encoding.UTF8.GetString(command.Payload!.Json)));
        Assert.NotNull(command.DeduplicationKey);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"channel\":null,")]
    [InlineData("\"channel\":\"\",")]
    [InlineData("\"channel\":0,")]
    public async Task Send_WithoutAChannel_GoesToTheWholeEnvironment(string channel)
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, _) = await gateway.ConnectAsync(Client);
        gateway.Owner.Forget();

        // Of a channel the name of the message would be refused together with the channel's.
        await client.SendAsync($$"""42["message",{{{channel}}"eventName":"connect"}]""");

        Assert.Equal(
            """42["exception",{"code":"reserved_event_name","message":"This name cannot be used for an event.","event":"message"}]""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Send_RefusedOfAChannel_NamesTheChannel()
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, _) = await gateway.ConnectAsync(Client);

        await client.SendAsync("""42["message",{"channel":"c","eventName":"connect"}]""");

        Assert.Contains("\"channel\":\"c\"", await client.ReceiveAsync(), StringComparison.Ordinal);
    }
}
