using RealtimeCluster.Gateway.Tests.EngineIO;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Namespaces;

public class SocketIOProtocolTests(ProtocolServer server) : IClassFixture<ProtocolServer>
{
    [Theory]
    [InlineData("40", "^40{\"sid\":\"[A-Za-z0-9_-]{20}\"}$", "42[\"auth\",{}]")]
    [InlineData("40{\"token\":\"123\"}", "^40{\"sid\":\"[A-Za-z0-9_-]{20}\"}$", "42[\"auth\",{\"token\":\"123\"}]")]
    [InlineData("40/custom,", "^40/custom,{\"sid\":\"[A-Za-z0-9_-]{20}\"}$", "42/custom,[\"auth\",{}]")]
    [InlineData("40/custom,{\"a\":1}", "^40/custom,{\"sid\":\"[A-Za-z0-9_-]{20}\"}$", "42/custom,[\"auth\",{\"a\":1}]")]
    public async Task Connect_KnownNamespace_IsAcceptedBeforeAnythingElse(string packet, string accepted, string first)
    {
        using var socket = await server.OpenedAsync("/socket.io/");

        await socket.SendAsync(packet);

        Assert.Matches(accepted, await socket.ReceiveAsync());
        Assert.Equal(first, await socket.ReceiveAsync());
    }

    [Fact]
    public async Task Connect_Refused_MayTryAgainOnTheSameTransport()
    {
        using var socket = await server.OpenedAsync("/socket.io/");

        await socket.SendAsync("40/random");
        Assert.Equal("44/random,{\"message\":\"Invalid namespace\"}", await socket.ReceiveAsync());
        await socket.SendAsync("40");

        Assert.StartsWith("40{", await socket.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("42[\"message\",1,\"2\",{\"3\":[true]}]", "42[\"message-back\",1,\"2\",{\"3\":[true]}]")]
    [InlineData("42[\"message\",1e400,12345678901234567890]", "42[\"message-back\",1e400,12345678901234567890]")]
    [InlineData("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]", "43456[1,\"2\",{\"3\":[false]}]")]
    public async Task Event_Text_IsAnswered(string packet, string answer)
    {
        using var socket = await ConnectedAsync();

        await socket.SendAsync(packet);

        Assert.Equal(answer, await socket.ReceiveAsync());
    }

    [Theory]
    [InlineData("452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", "452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("452-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", "462-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")]
    public async Task Event_Binary_IsAnsweredWithItsAttachments(string packet, string answer)
    {
        using var socket = await ConnectedAsync();

        await socket.SendAsync(packet);
        await socket.SendAsync([1, 2, 3]);
        await socket.SendAsync([4, 5, 6]);

        Assert.Equal(answer, await socket.ReceiveAsync());
        Assert.Equal([1, 2, 3], await socket.ReceiveBinaryAsync());
        Assert.Equal([4, 5, 6], await socket.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Event_HeavierWithItsAttachmentsThanAPacketMayBe_IsRefusedAndTheConnectionLives()
    {
        using var socket = await ConnectedAsync();

        await socket.SendAsync("452-7[\"message-with-ack\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        await socket.SendAsync(new byte[600_000]);
        await socket.SendAsync(new byte[600_000]);
        await socket.SendAsync("42[\"message\"]");

        Assert.Equal("437[\"too large\"]", await socket.ReceiveAsync());
        Assert.Equal("42[\"message-back\"]", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task Disconnect_OneNamespace_IsNotAnsweredAndLeavesTheOther()
    {
        using var socket = await ConnectedAsync();
        await socket.SendAsync("40/custom");
        await socket.ReceiveAsync();
        await socket.ReceiveAsync();

        await socket.SendAsync("41/custom");
        await socket.SendAsync("42[\"message\"]");

        Assert.Equal("42[\"message-back\"]", await socket.ReceiveAsync());
    }

    [Theory]
    [InlineData("4abc")]
    [InlineData("42{}")]
    [InlineData("42[]")]
    [InlineData("42abc[\"message\"]")]
    [InlineData("42[\"disconnect\"]")]
    [InlineData("40")]
    [InlineData("42/custom,[\"message\"]")]
    [InlineData("41/custom")]
    [InlineData("451-[\"a\",{\"_placeholder\":true,\"num\":0}]|42[\"message\"]")]
    [InlineData("41|42[\"message\"]")]
    public async Task Packet_AgainstTheRules_ClosesTheTransportWithoutStatus(string packets)
    {
        using var socket = await ConnectedAsync();

        foreach (var packet in packets.Split('|'))
        {
            await socket.SendAsync(packet);
        }

        var (first, payload) = await socket.ReceiveFrameAsync();
        Assert.Equal((0x88, 0), (first, payload.Length));
    }

    [Fact]
    public async Task Attachment_Unannounced_ClosesTheTransport()
    {
        using var socket = await ConnectedAsync();

        await socket.SendAsync([1]);

        Assert.Equal(0x88, (await socket.ReceiveFrameAsync()).First);
    }

    [Fact]
    public async Task Event_BeforeConnect_ClosesTheTransport()
    {
        using var socket = await server.OpenedAsync("/socket.io/");

        await socket.SendAsync("42[\"message\"]");

        Assert.Equal(0x88, (await socket.ReceiveFrameAsync()).First);
    }

    private async Task<RawWebSocket> ConnectedAsync()
    {
        var socket = await server.OpenedAsync("/socket.io/");
        await socket.SendAsync("40");
        Assert.StartsWith("40{", await socket.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal("42[\"auth\",{}]", await socket.ReceiveAsync());
        return socket;
    }
}
