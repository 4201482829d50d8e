using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>What every request for another gateway's session needs.</summary>
internal sealed class PeerServices(
    IOptions<ForwardingOptions> options,
    IOptions<EngineIOOptions> times,
    EdgePolls polls,
    EdgeRelays relays,
    GatewayMetrics metrics,
    TimeProvider timeProvider,
    ILogger<PeerSession> logger)
{
    public ForwardingOptions Options { get; } = options.Value;

    public EngineIOOptions Times { get; } = times.Value;

    /// <summary>How often an owner is told that a long request of its client moves: well within every patience it has.</summary>
    public TimeSpan TellInterval { get; } = TimeSpan.FromTicks(Math.Min(options.Value.CallHold.Ticks, Math.Min(times.Value.PingTimeout.Ticks, times.Value.WriteTimeout.Ticks) / 3));

    public EdgePolls Polls { get; } = polls;

    public EdgeRelays Relays { get; } = relays;

    public GatewayMetrics Metrics { get; } = metrics;

    public TimeProvider TimeProvider { get; } = timeProvider;

    public ILogger Logger { get; } = logger;
}
