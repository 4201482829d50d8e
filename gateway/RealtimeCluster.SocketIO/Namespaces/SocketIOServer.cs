using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>Runs Socket.IO on top of Engine.IO sessions.</summary>
internal sealed class SocketIOServer(
    ISocketIOApplication application,
    IOptions<SocketIOOptions> options,
    IOptions<PacketLimitsOptions> limits,
    TimeProvider timeProvider,
    ILogger<SocketIOServer> logger) : IEngineIOApplication
{
    public ISocketIOApplication Application => application;

    public SocketIOOptions Options { get; } = options.Value;

    public PacketLimitsOptions Limits { get; } = limits.Value;

    public TimeProvider TimeProvider => timeProvider;

    public ILogger Logger => logger;

    public IEngineIOHandler Open(EngineSession session)
    {
        session.Deadlines.Arm(Options.ConnectTimeout, DisconnectReason.ConnectTimeout);
        return new SocketIOConnection(this, session);
    }
}
