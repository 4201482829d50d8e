using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Tests.Connections;

namespace RealtimeCluster.Gateway.Tests.Events;

public sealed class MemberEventsTests
{
    private const string Client = """{"envId":"shop","recovery":false}""";
    private const string Configuration =
        """{"Gateway":{"Uplink":{"MembershipGap":"00:00:00"}},"Realtime":{"OpenEnvironments":true,"Limits":{"MaxChannelNameBytes":8,"MaxChannelsPerConnection":2,"MaxProfileBytes":8}}}""";

    [Theory]
    [InlineData("join", "", "invalid_payload")]
    [InlineData("join", ",\"c\"", "invalid_payload")]
    [InlineData("join", ",{}", "invalid_channel")]
    [InlineData("join", ",{\"channel\":{}}", "invalid_channel")]
    [InlineData("join", ",{\"channel\":\"123456789\"}", "channel_too_long")]
    [InlineData("join", ",{\"channel\":\"c\",\"rewind\":-1}", "invalid_rewind")]
    [InlineData("leave", ",[]", "invalid_payload")]
    [InlineData("leave", ",{}", "invalid_channel")]
    [InlineData("update", ",1", "invalid_payload")]
    [InlineData("update", ",{\"data\":\"longer than allowed\"}", "profile_too_large")]
    public async Task Event_ThatIsNotAllowed_IsRefusedWithACode(string name, string arguments, string code)
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, connection) = await gateway.ConnectAsync(Client);
        gateway.Owner.Forget();

        await client.SendAsync($"421[\"{name}\"{arguments}]");

        Assert.StartsWith($"431[{{\"error\":{{\"code\":\"{code}\"", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal(0, connection.Channels.Count);
        Assert.Empty(gateway.Owner.Commands);
    }

    [Fact]
    public async Task Join_MoreChannelsThanAllowed_IsRefusedUntilOneIsLeft()
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, connection) = await gateway.ConnectAsync(Client);
        await AskAsync(client, "join", """{"channel":"a"}""");
        await AskAsync(client, "join", """{"channel":"b"}""");

        var refused = await AskAsync(client, "join", """{"channel":"c"}""");
        await AskAsync(client, "leave", """{"channel":"a"}""");
        var joined = await AskAsync(client, "join", """{"channel":"c"}""");

        Assert.Contains("too_many_channels", refused, StringComparison.Ordinal);
        Assert.Contains("\"ok\":true", joined, StringComparison.Ordinal);
        Assert.Equal(["b", "c"], connection.Channels.Snapshot().Select(static channel => channel.Name));
    }

    [Fact]
    public async Task JoinAndLeave_Repeated_AreSentOnlyIfAnAnswerIsWanted()
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, _) = await gateway.ConnectAsync(Client);
        gateway.Owner.Forget();

        await client.SendAsync("""42["leave",{"channel":"a"}]""");
        await client.SendAsync("""42["join",{"channel":"a"}]""");
        await client.SendAsync("""42["join",{"channel":"a"}]""");
        await AskAsync(client, "join", """{"channel":"a"}""");
        await AskAsync(client, "leave", """{"channel":"a"}""");
        await client.SendAsync("""42["leave",{"channel":"a"}]""");
        await AskAsync(client, "leave", """{"channel":"a"}""");

        Assert.Equal(["Join", "Join", "Leave", "Leave"], gateway.Owner.Commands.Select(static command => command.Kind.ToString()));
    }

    [Fact]
    public async Task Join_WithAProfile_ShowsItAndWhatWasAskedOf()
    {
        await using var gateway = await ConnectedGateway.StartAsync("""{"Realtime":{"OpenEnvironments":true}}""");
        var (client, connection) = await gateway.ConnectAsync("""{"envId":"shop"}""");
        await AskAsync(client, "update", """{"data":{"n":1}}""");
        gateway.Owner.Forget();

        await AskAsync(client, "join", """{"channel":"a","echo":true,"rewind":5}""");

        var join = Assert.Single(gateway.Owner.Commands);
        Assert.Equal((connection.Id, true, 5, true, "{\"n\":1}"), (join.ConnectionId, join.Echo, join.Rewind, join.IsResumable, Encoding.UTF8.GetString(join.Payload!.Json)));
    }

    [Fact]
    public async Task Update_InNoChannelOrInTwo_IsAnsweredOnce()
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, connection) = await gateway.ConnectAsync(Client);
        var alone = await AskAsync(client, "update", """{"data":1}""");
        await AskAsync(client, "join", """{"channel":"a"}""");
        await AskAsync(client, "join", """{"channel":"b"}""");
        gateway.Owner.Forget();

        var answer = await AskAsync(client, "update", """{"data":2}""");
        await AskAsync(client, "leave", """{"channel":"none"}""");

        Assert.Equal(("""431[{"ok":true}]""", """431[{"ok":true}]"""), (alone, answer));
        Assert.Equal(
            [ChannelCommandKind.Update, ChannelCommandKind.Update, ChannelCommandKind.Leave],
            gateway.Owner.Commands.Select(static command => command.Kind));
        Assert.Equal("2", Encoding.UTF8.GetString(connection.Profile!.Json));
    }

    [Fact]
    public async Task Update_TheSameAgainAfterAResumption_IsNoNewsToTheOthersOnce()
    {
        await using var gateway = await ConnectedGateway.StartAsync(Configuration);
        var (client, connection) = await gateway.ConnectAsync(Client);
        await AskAsync(client, "update", """{"data":1}""");
        await AskAsync(client, "join", """{"channel":"a"}""");
        gateway.Owner.Forget();
        connection.MayRepeatProfile = true;

        await AskAsync(client, "update", """{"data":1}""");
        var afterTheFirst = gateway.Owner.Commands.Length;
        await AskAsync(client, "update", """{"data":1}""");

        Assert.Equal((0, 1), (afterTheFirst, gateway.Owner.Commands.Length));
    }

    private static async Task<string> AskAsync(Testing.EngineIO.RawWebSocket client, string name, string argument)
    {
        await client.SendAsync($"421[\"{name}\",{argument}]");
        return await client.ReceiveAsync();
    }
}
