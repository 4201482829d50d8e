using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>What every connection of a gateway shares.</summary>
internal sealed class ConnectionServices(
    ConnectionRegistry registry,
    Attachments attachments,
    UplinkRegistry uplinks,
    SessionStore sessions,
    AwayConnections away,
    IEventDispatcher dispatcher,
    EnvironmentRegistry environments,
    EventRateLimits rateLimits,
    IOptions<LimitsOptions> limits,
    TimeProvider time,
    GatewayMetrics metrics)
{
    public ConnectionRegistry Registry => registry;

    public Attachments Attachments => attachments;

    public UplinkRegistry Uplinks => uplinks;

    public SessionStore Sessions => sessions;

    public AwayConnections Away => away;

    public IEventDispatcher Dispatcher => dispatcher;

    public EnvironmentRegistry Environments => environments;

    public EventRateLimits RateLimits => rateLimits;

    public GatewayMetrics Metrics => metrics;

    public RewindBudget CreateRewindBudget() => new(limits.Value, time);
}
