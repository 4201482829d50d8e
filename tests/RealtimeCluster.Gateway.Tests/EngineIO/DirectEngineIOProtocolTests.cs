namespace RealtimeCluster.Gateway.Tests.EngineIO;

/// <summary>WebSockets beneath HTTP.</summary>
public sealed class DirectEngineIOProtocolTests(ProtocolServer server) : EngineIOProtocolTests(server), IClassFixture<ProtocolServer>;
