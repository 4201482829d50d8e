using System.Collections.Frozen;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>An environment as compiled from the configuration.</summary>
internal sealed class EnvironmentRules
{
    private readonly FrozenDictionary<string, ApiKeyRule> _keys;

    public EnvironmentRules(string id, EnvironmentOptions options)
    {
        IsEnabled = options.Enabled;
        IsSuspended = options.Suspended;
        ApiKeyRequired = options.ApiKeyRequired;
        SessionRequired = options.SessionRequired;
        SlowConsumers = options.SlowConsumers;
        Recovery = options.Recovery;
        _keys = options.ApiKeys.Select(static key => new ApiKeyRule(key)).ToFrozenDictionary(static key => key.Digest, StringComparer.Ordinal);
        RateLimits = [.. options.RateLimits.Select(limit => new RateLimit(id, limit))];
    }

    /// <summary>The rules of an environment that nothing was configured for, where that is allowed: everybody may enter.</summary>
    public static EnvironmentRules Open { get; } = new(string.Empty, new EnvironmentOptions { ApiKeyRequired = false, SessionRequired = false });

    public bool IsEnabled { get; }

    public bool IsSuspended { get; }

    /// <summary>Why nobody is served in it now; <see langword="null"/> when everybody is.</summary>
    public Refusal? Pause => IsSuspended ? Refusal.EnvironmentSuspended : IsEnabled ? null : Refusal.RealtimeDisabled;

    public bool ApiKeyRequired { get; }

    public bool SessionRequired { get; }

    public SlowConsumerPolicy SlowConsumers { get; }

    /// <summary>Whether clients may resume their connection; null when the environment does not say.</summary>
    public bool? Recovery { get; }

    public RateLimit[] RateLimits { get; }

    public IEnumerable<ApiKeyRule> Keys => _keys.Values;

    /// <summary>The key a client showed, if it is one of this environment.</summary>
    public ApiKeyRule? Find(PresentedKey key) => key.Digest is { } digest && _keys.TryGetValue(digest, out var rule) ? rule : null;
}
