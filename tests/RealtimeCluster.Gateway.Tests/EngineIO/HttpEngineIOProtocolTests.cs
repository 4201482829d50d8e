namespace RealtimeCluster.Gateway.Tests.EngineIO;

/// <summary>WebSockets of the web server's middleware.</summary>
public sealed class HttpEngineIOProtocolTests(HttpProtocolServer server) : EngineIOProtocolTests(server), IClassFixture<HttpProtocolServer>;
