using System.Buffers;
using System.Net;
using System.Text;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Tests.WebSockets;

public class UpgradeRequestTests
{
    private static readonly HeadLimits Limits = new(16 * 1024, 32 * 1024, 100);

    private const string Plain = "GET /realtime/?EIO=4&transport=websocket HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    [Fact]
    public void TryRead_Plain_GivesWhatTheHandshakeNeeds()
    {
        var text = Plain.Replace("\r\n\r\n", "\r\norigin: https://a.example\r\nUser-Agent: test\r\nX-Forwarded-For: 1.2.3.4\r\nX-FORWARDED-FOR: 5.6.7.8\r\nX-Other:\r\n\r\n", StringComparison.Ordinal);
        var source = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(text + "rest"));

        Assert.True(UpgradeRequest.TryRead(source, Limits, IPAddress.Loopback, out var request, out var end));

        Assert.Equal("rest", Encoding.ASCII.GetString(source.Slice(end)));
        Assert.Equal(
            ("/realtime/", "?EIO=4&transport=websocket", "example.org", "https://a.example", "1.2.3.4,5.6.7.8", "test", IPAddress.Loopback),
            (request.Path, request.Query, request.Host, request.Origin, request.ForwardedFor, request.UserAgent, request.RemoteAddress));

        // The example of RFC 6455, section 1.3.
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", Encoding.ASCII.GetString(request.Accept()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Connection: Upgrade", "connection: keep-alive, upgrade")]
    [InlineData("Upgrade: websocket", "UPGRADE: WebSocket")]
    [InlineData("Host: example.org", "Host:example.org  ")]
    [InlineData("/realtime/?EIO", "/realtime/realtime/?EIO")]
    [InlineData("&transport=websocket HTTP", "&a=%41 HTTP")]
    [InlineData("Host: example.org", "Host: [::1]:8080")]
    [InlineData("Host: example.org", "Host: 127.0.0.1:65535")]
    [InlineData("Host: example.org", "Host: example.org\r\nCookie: campaign=Gr\u00f6\u00dfe")]
    [InlineData("Host: example.org", "Host: example.org\r\nOrigin:")]
    public void TryRead_SameInOtherWords_IsRead(string part, string other) => Assert.True(TryRead(Plain.Replace(part, other, StringComparison.Ordinal)));

    [Theory]
    [InlineData("GET ", "POST ")]
    [InlineData(" HTTP/1.1", " HTTP/1.0")]
    [InlineData("GET /", "GET http://example.org/")]
    [InlineData("/realtime/", "/realt%69me/")]
    [InlineData("Host: example.org\r\n", "")]
    [InlineData("Host: example.org", "Host: a\r\nHost: b")]
    [InlineData("Host: example.org", "Host:\r\nHost: example.org")]
    [InlineData("Host: example.org", "Host:")]
    [InlineData("Host: example.org", "Host: a b")]
    [InlineData("Host: example.org", "Host: a:b")]
    [InlineData("Host: example.org", "Host: a:")]
    [InlineData("Host: example.org", "Host: [::1")]
    [InlineData("Host: example.org", "Host: ex\u00e4mple.org")]
    [InlineData("Host: example.org", "Host: example.org\r\nOrigin: https://\u00e4.example")]
    [InlineData("Host: example.org", "Host: example.org\r\nX-Forwarded-For: \u00e4")]
    [InlineData("Host: example.org", "Host: example.org\r\nX(a): b")]
    [InlineData("Host: example.org", "Host: example.org\r\nX\u00e4: b")]
    [InlineData("Host: example.org", "Host: example.org\r\nSec-WebSocket-Protocol:")]
    [InlineData("Host: example.org", "Host: example.org\r\nSec-WebSocket-Protocol: a, a")]
    [InlineData("Upgrade: websocket", "Upgrade: h2c")]
    [InlineData("Connection: Upgrade", "Connection: close")]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Key: short")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "!!!!!!!!!!!!!!!!!!!!!!==")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZWFi")]
    [InlineData("Sec-WebSocket-Key: ", "Sec-WebSocket-Key:\r\nSec-WebSocket-Key: ")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Version: 13")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13\r\nContent-Length: 5")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13\r\nTransfer-Encoding: chunked")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13\r\nExpect: 100-continue")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13\r\n folded")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13\r\nX-Name : value")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13\r\nUser-Agent: a\tb")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13\r\nX-Name: a\u0001b")]
    [InlineData("\r\n\r\n", "\r\n")]
    [InlineData("\r\n", "\n")]
    public void TryRead_AnythingUnusual_IsLeftToHttp(string part, string other) => Assert.False(TryRead(Plain.Replace(part, other, StringComparison.Ordinal)));

    [Theory]
    [InlineData(51, 32 * 1024, 100, true)]
    [InlineData(50, 32 * 1024, 100, false)]
    [InlineData(51, 132, 100, true)]
    [InlineData(51, 131, 100, false)]
    [InlineData(51, 132, 5, true)]
    [InlineData(51, 132, 4, false)]
    public void TryRead_Limits_AreThoseOfTheWebServer(int maxLineBytes, int maxHeadersBytes, int maxHeaderCount, bool isRead)
    {
        var source = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(Plain));

        Assert.Equal(isRead, UpgradeRequest.TryRead(source, new HeadLimits(maxLineBytes, maxHeadersBytes, maxHeaderCount), null, out _, out _));
    }

    [Theory]
    [InlineData("Sec-WebSocket-Protocol: v1.chat, v2.chat", "v1.chat")]
    [InlineData("sec-websocket-protocol: b\r\nSec-WebSocket-Protocol: a", "b")]
    public void Accept_SubprotocolsOffered_NamesTheFirst(string header, string chosen)
    {
        var source = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(Plain.Replace("\r\n\r\n", $"\r\n{header}\r\n\r\n", StringComparison.Ordinal)));

        Assert.True(UpgradeRequest.TryRead(source, Limits, null, out var request, out _));

        Assert.EndsWith($"\r\nSec-WebSocket-Protocol: {chosen}\r\n\r\n", Encoding.ASCII.GetString(request.Accept()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TryRead_RandomDamage_NeverThrows(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = Encoding.ASCII.GetBytes(Plain);
            for (var damage = random.Next(1, 6); damage > 0; damage--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            UpgradeRequest.TryRead(new ReadOnlySequence<byte>(bytes, 0, random.Next(bytes.Length + 1)), Limits, null, out _, out _);
        }
    }

    private static bool TryRead(string text) =>
        UpgradeRequest.TryRead(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text)), Limits, null, out _, out _);
}
