using RealtimeCluster.Gateway.Tests.EngineIO;

namespace RealtimeCluster.Gateway.Tests.WebSockets;

/// <summary>WebSockets of the web server's middleware.</summary>
public sealed class HttpWebSocketTests(HttpProtocolServer server) : WebSocketProtocolTests(server), IClassFixture<HttpProtocolServer>
{
    protected override bool AlwaysSaysGoodbye => false;
}
