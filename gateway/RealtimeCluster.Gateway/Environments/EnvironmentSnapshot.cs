using System.Collections.Frozen;
using System.Net;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>Section <c>Realtime</c> at one moment, compiled. Immutable: a change of the configuration makes another one.</summary>
public sealed class EnvironmentSnapshot
{
    private const int MaxIdLength = 256;

    private readonly FrozenDictionary<string, EnvironmentRules> _environments;
    private readonly FrozenDictionary<string, string> _environmentsByKey;
    private readonly ServerToken[] _serverTokens;
    private readonly IPNetwork[] _trustedProxies;
    private readonly bool _open;

    internal EnvironmentSnapshot(RealtimeOptions options)
    {
        ReportErrors = options.ReportErrors;
        ProtectEventNames = options.ProtectEventNames;
        RecoveryEnabled = options.RecoveryEnabled;
        _open = options.OpenEnvironments;
        _serverTokens = [.. options.ServerTokens.Select(static token => new ServerToken(token))];
        _trustedProxies = [.. options.TrustedProxies.Select(static text => AddressRange.TryParse(text, out var range) ? range : throw new FormatException(text))];
        Secret = string.IsNullOrEmpty(options.SessionSecret) ? null : new SessionSecret(options.SessionSecret);
        _environments = options.Environments.ToFrozenDictionary(
            static pair => pair.Key, static pair => new EnvironmentRules(pair.Key, pair.Value), StringComparer.Ordinal);
        _environmentsByKey = _environments
            .SelectMany(static pair => pair.Value.Keys, static (pair, key) => (key.Digest, Id: pair.Key))
            .ToFrozenDictionary(static entry => entry.Digest, static entry => entry.Id, StringComparer.Ordinal);
    }

    /// <summary>Whether a client is told of a refused event.</summary>
    public bool ReportErrors { get; }

    /// <summary>Whether clients may not send the names of the server's own events.</summary>
    public bool ProtectEventNames { get; }

    /// <summary>Whether clients may resume their connection where an environment does not say.</summary>
    public bool RecoveryEnabled { get; }

    /// <summary>The ranges whose <c>X-Forwarded-For</c> is believed, see <see cref="ClientAddress"/>.</summary>
    public ReadOnlySpan<IPNetwork> TrustedProxies => _trustedProxies;

    internal SessionSecret? Secret { get; }

    /// <summary>Whether there is a server token that somebody could guess.</summary>
    internal bool HasServerTokens => _serverTokens.Length > 0;

    /// <summary>The server tokens that open the admin page.</summary>
    internal IEnumerable<ServerToken> Administrators => _serverTokens.Where(static token => token.MayAdminister);

    /// <summary>The environments that have a section of their own, by id.</summary>
    internal IEnumerable<string> ConfiguredEnvironments => _environments.Keys;

    /// <summary>Whether environments without a section are open to all.</summary>
    internal bool IsOpen => _open;

    /// <summary>Whether a token is one of the server tokens that allow everything: a master connection's.</summary>
    /// <param name="token">What a caller showed.</param>
    public bool IsServerToken(string? token) => FindServerToken(token) is { IsUnlimited: true };

    /// <summary>The server token that a caller showed; every one is compared, in constant time.</summary>
    /// <param name="token">What a caller showed.</param>
    internal ServerToken? FindServerToken(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        var digest = ServerToken.DigestOf(token);
        ServerToken? found = null;
        foreach (var known in _serverTokens)
        {
            found = known.Matches(digest) ? known : found;
        }

        return found;
    }

    /// <summary>The rules of an environment; null if there is no such environment.</summary>
    internal EnvironmentRules? Find(string? id)
    {
        if (string.IsNullOrWhiteSpace(id) || id.Length > MaxIdLength)
        {
            return null;
        }

        return _environments.TryGetValue(id, out var rules) ? rules : _open ? EnvironmentRules.Open : null;
    }

    /// <summary>Whether an environment has a section of its own.</summary>
    internal bool IsConfigured(string id) => _environments.ContainsKey(id);

    /// <summary>The environment an API key belongs to.</summary>
    internal string? FindByKey(PresentedKey key) => key.Digest is { } digest && _environmentsByKey.TryGetValue(digest, out var id) ? id : null;
}
