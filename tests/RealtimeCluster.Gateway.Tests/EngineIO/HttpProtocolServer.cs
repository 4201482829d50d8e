using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

/// <summary>The protocol host with every WebSocket served through HTTP.</summary>
public sealed class HttpProtocolServer() : ProtocolServer(
    static services => services.Configure<EngineIOOptions>(static options => options.DirectWebSockets = false));
