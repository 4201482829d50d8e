using RealtimeCluster.Gateway.Tests.EngineIO;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Gateway.Tests.WebSockets;

/// <summary>The rules of RFC 6455 that a client can see, whichever way WebSockets are served.</summary>
public abstract class WebSocketProtocolTests(ProtocolServer server)
{
    protected abstract bool AlwaysSaysGoodbye { get; }

    [Theory]
    [InlineData(0x83)] // an unknown opcode
    [InlineData(0x80)] // a continuation of nothing
    [InlineData(0xC1)] // a reserved bit
    [InlineData(0x09)] // a control frame in fragments
    public async Task Frame_BreaksTheProtocol_EndsTheConnection(int first)
    {
        using var socket = await server.OpenedAsync();

        await socket.SendFrameAsync((byte)first, "4x"u8.ToArray());

        // The framework's close frame can be lost when it cuts the connection; ours is asked for where it is ours.
        var frames = new List<string>();
        for (var (opcode, content) = await socket.ReceiveFrameAsync(); opcode != 0; (opcode, content) = await socket.ReceiveFrameAsync())
        {
            frames.Add(Show(opcode, content));
        }

        Assert.Empty(frames.Except(["8803EA", "88"]));
        if (AlwaysSaysGoodbye)
        {
            Assert.Equal(["8803EA"], frames);
        }
    }

    [Fact]
    public async Task Ping_BetweenMessages_IsAnsweredWithItsContent()
    {
        using var socket = await server.OpenedAsync();

        for (var i = 0; i < 100; i++)
        {
            await socket.SendFrameAsync(0x89, [1, (byte)i]);
            await socket.SendAsync($"4{i}");
        }

        var pongs = 0;
        var echoes = 0;
        while (echoes < 100)
        {
            var (first, payload) = await socket.ReceiveFrameAsync();
            if (first == 0x8A)
            {
                Assert.Equal([1, (byte)pongs++], payload);
            }
            else
            {
                Assert.Equal($"4{echoes++}", System.Text.Encoding.ASCII.GetString(payload));
            }
        }

        Assert.Equal(100, pongs);
    }

    [Fact]
    public async Task Message_InFragmentsOfAnySize_ComesBackWhole()
    {
        using var socket = await server.OpenedAsync();
        var random = new Random(7);
        var message = new byte[70_000];
        random.NextBytes(message);

        for (var position = 0; position < message.Length;)
        {
            var count = Math.Min(random.Next(0, 9_000), message.Length - position);
            var opcode = position == 0 ? 2 : 0;
            await socket.SendFrameAsync((byte)(opcode | (position + count == message.Length ? 0x80 : 0)), message[position..(position + count)]);
            position += count;
            if (count == 0 && opcode == 2)
            {
                // An empty first fragment has begun the message.
                await socket.SendFrameAsync(0, message[..1]);
                position = 1;
            }
        }

        Assert.Equal(message, await socket.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Close_WithStatus_IsAnsweredWithIt()
    {
        using var socket = await server.OpenedAsync();

        await socket.SendFrameAsync(0x88, [0x0F, 0xA0, (byte)'b', (byte)'y', (byte)'e']);

        var (first, payload) = await socket.ReceiveFrameAsync();
        Assert.Equal("880FA0", Show(first, payload));
    }

    [Fact]
    public async Task Close_WithoutStatus_IsAnsweredWithoutOne()
    {
        using var socket = await server.OpenedAsync();

        await socket.SendFrameAsync(0x81, "4before"u8.ToArray());
        await socket.SendFrameAsync(0x89, new byte[125]);
        await socket.SendFrameAsync(0x88, []);

        var last = "";
        for (var (first, payload) = await socket.ReceiveFrameAsync(); first != 0; (first, payload) = await socket.ReceiveFrameAsync())
        {
            last = Show(first, payload);
        }

        Assert.Equal("88", last);
    }

    [Fact]
    public async Task Close_WithImpossibleStatus_IsAnsweredWith1002()
    {
        using var socket = await server.OpenedAsync();

        await socket.SendFrameAsync(0x88, [0x03, 0xED]);

        var (first, payload) = await socket.ReceiveFrameAsync();
        Assert.Equal("8803EA", Show(first, payload));
    }

    [Fact]
    public async Task Request_NotForAWebSocket_IsAnsweredByHttp()
    {
        using var client = server.Polling();

        var (status, body) = await client.SendAsync(HttpMethod.Get, "EIO=4&transport=websocket");

        Assert.Equal((400, """{"code":3,"message":"Bad request"}"""), ((int)status, body));
    }

    [Theory]
    [InlineData("HTTP/1.1", "HTTP/1.0")]
    [InlineData("HTTP/1.1", "HTTP/1.2")]
    [InlineData("GET ", "get ")]
    [InlineData("GET ", "POST ")]
    [InlineData("/?EIO", "/\t?EIO")]
    [InlineData("Host: localhost\r\n", "")]
    [InlineData("Host: localhost", "Host: a\r\nHost: b")]
    [InlineData("Host: localhost", "Host:\r\nHost: localhost")]
    [InlineData("Host: localhost", "Host: a b")]
    [InlineData("Host: localhost", "Host: localhost\r\nX(a): b")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "!!!!!!!!!!!!!!!!!!!!!!==")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "AAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNh bXBsZSBub25jZQ==")]
    [InlineData("Sec-WebSocket-Key: ", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Key: ")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Version: 13")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13, 8")]
    [InlineData("Sec-WebSocket-Version: 13\r\n", "")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: a, a")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: a b")]
    public async Task Handshake_NotAsTheProtocolsSay_IsRefused(string part, string other)
    {
        var request = EndpointHost.Request().Replace(part, other, StringComparison.Ordinal);

        Assert.Matches("^HTTP/1.1 (400|426|505) ", await AskAsync(request));
    }

    [Fact]
    public async Task Handshake_OtherVersion_IsToldWhichOneThereIs()
    {
        var answer = await AnswerAsync(EndpointHost.Request().Replace("Version: 13", "Version: 8", StringComparison.Ordinal));

        Assert.StartsWith("HTTP/1.1 426 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Version: 13\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: localhost", "hOST:localhost")]
    [InlineData("Upgrade: websocket", "UPGRADE: WebSocket")]
    [InlineData("Connection: Upgrade", "Connection: keep-alive, Upgrade")]
    [InlineData("GET /", "GET http://localhost/")]
    public async Task Handshake_SameInOtherWords_IsAccepted(string part, string other)
    {
        var request = EndpointHost.Request().Replace(part, other, StringComparison.Ordinal);

        Assert.Equal("HTTP/1.1 101 Switching Protocols", await AskAsync(request));
    }

    [Theory]
    [InlineData("Sec-WebSocket-Protocol: v1.chat, v2.chat", "v1.chat")]
    [InlineData("Sec-WebSocket-Protocol: b\r\nSec-WebSocket-Protocol: a", "b")]
    public async Task Handshake_SubprotocolsOffered_AcceptsTheFirst(string header, string chosen)
    {
        var answer = await AnswerAsync(EndpointHost.Request(headers: $"Host: localhost\r\n{header}\r\n"));

        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nSec-WebSocket-Protocol: {chosen}\r\n", answer, StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(string request) => (await AnswerAsync(request)).Split('\r')[0];

    private async Task<string> AnswerAsync(string request)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(server.Uri.Host, server.Uri.Port);
        return await EndpointHost.AnswerAsync(client.GetStream(), request);
    }

    // The framework adds a text to its status, which is its own.
    private static string Show(byte first, byte[] payload) => $"{first:X2}{Convert.ToHexString(payload.AsSpan(0, Math.Min(payload.Length, 2)))}";
}
