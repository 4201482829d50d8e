namespace RealtimeCluster.Gateway.Environments;

/// <summary>One API key of an environment and where it may be used.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>The key itself; unique in the server.</summary>
    public string Key { get; set; } = string.Empty;

    /// <summary>Whether the key opens realtime connections. Default yes.</summary>
    public bool AllowRealtime { get; set; } = true;

    /// <summary>When the key ends, ISO 8601, UTC unless it says otherwise. Default never.</summary>
    public DateTimeOffset? ExpiryDate { get; set; }

    /// <summary>
    /// The origins that may use the key: <c>https://app.example.com</c>, or <c>*.example.com</c> and <c>https://*.example.com</c>
    /// for sub-domains of any depth. Default empty: all.
    /// </summary>
    public IList<string> AuthorizedDomains { get; } = [];

    /// <summary>The client addresses that may use the key, IPv4 or IPv6, single or CIDR. Default empty: all.</summary>
    public IList<string> AuthorizedIPs { get; } = [];
}
