using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>One environment as configured in <c>Realtime:Environments:&lt;envId&gt;</c>.</summary>
public sealed class EnvironmentOptions
{
    /// <summary>Whether realtime is on. Default yes. Off, connects and events are refused as <c>realtime_not_allowed</c>, and live connections are sent nothing.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether the tenant is suspended. Default no. If so, connects and events are refused as <c>suspended_environment</c>, and live connections are sent nothing.</summary>
    public bool Suspended { get; set; }

    /// <summary>Whether a client needs an API key. Default yes. If not, a bad one does not matter.</summary>
    public bool ApiKeyRequired { get; set; } = true;

    /// <summary>Whether a client needs a session token. Default yes. If not, a bad one does not matter, and a connection whose token ends goes on without its user.</summary>
    public bool SessionRequired { get; set; } = true;

    /// <summary>
    /// What happens to a client for which more than <c>Realtime:Limits:MaxOutboundBytes</c> waits. Default
    /// <see cref="SlowConsumerPolicy.Close"/>. A change holds for clients that connect after it.
    /// </summary>
    public SlowConsumerPolicy SlowConsumers { get; set; }

    /// <summary>
    /// Whether clients may resume their connection; unset, <c>Realtime:Recovery:Enabled</c> says so. A change holds for clients that
    /// connect after it.
    /// </summary>
    public bool? Recovery { get; set; }

    /// <summary>The API keys. Default none.</summary>
    public IList<ApiKeyOptions> ApiKeys { get; } = [];

    /// <summary>The limits on the events of a user, or of an address whose clients have no user. Default none.</summary>
    public IList<RateLimitOptions> RateLimits { get; } = [];
}
