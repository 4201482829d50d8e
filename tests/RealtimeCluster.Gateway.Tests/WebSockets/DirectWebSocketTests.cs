using RealtimeCluster.Gateway.Tests.EngineIO;

namespace RealtimeCluster.Gateway.Tests.WebSockets;

/// <summary>WebSockets beneath HTTP.</summary>
public sealed class DirectWebSocketTests(ProtocolServer server) : WebSocketProtocolTests(server), IClassFixture<ProtocolServer>
{
    protected override bool AlwaysSaysGoodbye => true;
}
