namespace RealtimeCluster.Gateway.Environments;

/// <summary>
/// The tenants of this server and the credentials of its callers. Read once for the start; <see cref="EnvironmentRegistry"/>
/// follows later changes, so whatever must be current is asked of its snapshot.
/// </summary>
public sealed class RealtimeOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Realtime";

    /// <summary>
    /// The tokens a server may show. Default none: nobody is one. In the configuration each is a text, which allows everything, or an
    /// object that says what it allows.
    /// </summary>
    public IList<ServerTokenOptions> ServerTokens { get; } = [];

    /// <summary>The HS256 secret of session tokens. Default none: every session token is invalid.</summary>
    public string? SessionSecret { get; set; }

    /// <summary>Whether an environment without a section of its own is open to all. Default no; meant for trying things out.</summary>
    public bool OpenEnvironments { get; set; }

    /// <summary>Whether a client is told of a refused event by an <c>exception</c> event. Default yes.</summary>
    public bool ReportErrors { get; set; } = true;

    /// <summary>
    /// Whether clients may not send messages named like the server's own events: <c>channel:join</c>, <c>channel:leave</c>, <c>channel:update</c>,
    /// <c>exception</c> and what begins with <c>user:</c>. Default yes: they are refused as <c>reserved_event_name</c>. Off, as with Agnost's engine, any
    /// client can send what looks like one. Servers may send them in any case.
    /// </summary>
    public bool ProtectEventNames { get; set; } = true;

    /// <summary>
    /// Whether clients may resume their connection where an environment does not say: <c>Realtime:Recovery:Enabled</c>. Default yes.
    /// </summary>
    public bool RecoveryEnabled { get; set; } = true;

    /// <summary>Addresses and CIDR ranges of the proxies whose <c>X-Forwarded-For</c> is believed. Default none.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>The environments by id; ids are compared exactly.</summary>
    public IDictionary<string, EnvironmentOptions> Environments { get; } = new Dictionary<string, EnvironmentOptions>(StringComparer.Ordinal);

    /// <summary>The values that could not be read, each with its path; validation reports them beside its own.</summary>
    internal IList<string> Faults { get; } = [];
}
