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

    // The framework adds a text to its status, which is its own.
    private static string Show(byte first, byte[] payload) => $"{first:X2}{Convert.ToHexString(payload.AsSpan(0, Math.Min(payload.Length, 2)))}";
}
