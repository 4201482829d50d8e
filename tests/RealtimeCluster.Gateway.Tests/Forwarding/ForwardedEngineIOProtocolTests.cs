using RealtimeCluster.Gateway.Tests.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Forwarding;

/// <summary>The rules of Engine.IO 4 hold for a client whose requests never reach the gateway that owns its session.</summary>
public sealed class ForwardedEngineIOProtocolTests(ForwardedProtocolServer server) : EngineIOProtocolTests(server), IClassFixture<ForwardedProtocolServer>;
