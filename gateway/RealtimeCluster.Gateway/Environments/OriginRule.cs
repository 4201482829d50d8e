using System.Diagnostics.CodeAnalysis;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>
/// One entry of an API key's domains. Scheme, host and port are compared; an entry without a scheme fits every scheme, and
/// without a port as well every port.
/// </summary>
internal sealed class OriginRule
{
    private readonly string? _scheme;
    private readonly string _host;
    private readonly int? _port;
    private readonly bool _subdomains;

    private OriginRule(string? scheme, string host, int? port, bool subdomains)
    {
        _scheme = scheme;
        _host = host;
        _port = port;
        _subdomains = subdomains;
    }

    /// <summary>Reads an entry such as <c>https://a.example.com:8443</c> or <c>*.example.com</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out OriginRule? rule)
    {
        rule = null;
        var separator = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = separator < 0 ? null : text[..separator];
        var rest = separator < 0 ? text : text[(separator + 3)..];
        var subdomains = rest.StartsWith("*.", StringComparison.Ordinal);
        if (subdomains)
        {
            rest = rest[2..];
        }

        if (rest.Contains('*', StringComparison.Ordinal)
            || !TryParseOrigin($"{scheme ?? Uri.UriSchemeHttps}://{rest}", out var origin)
            || origin.AbsolutePath is not ("" or "/") || origin.Query.Length > 0 || origin.Fragment.Length > 0 || origin.UserInfo.Length > 0)
        {
            return false;
        }

        // Written, or implied by the scheme; "example.com" alone says neither.
        int? port = scheme is not null || !origin.IsDefaultPort ? origin.Port : null;
        rule = new OriginRule(scheme is null ? null : origin.Scheme, origin.IdnHost, port, subdomains);
        return true;
    }

    /// <summary>Whether any rule allows the value of an <c>Origin</c> header.</summary>
    public static bool AllowsAny(ReadOnlySpan<OriginRule> rules, string originHeader)
    {
        if (!TryParseOrigin(originHeader, out var origin))
        {
            return false;
        }

        foreach (var rule in rules)
        {
            if (rule.Allows(origin))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryParseOrigin(string text, [NotNullWhen(true)] out Uri? origin) =>
        Uri.TryCreate(text, UriKind.Absolute, out origin) && origin.IdnHost.Length > 0;

    private bool Allows(Uri origin)
    {
        if ((_scheme is not null && !string.Equals(origin.Scheme, _scheme, StringComparison.OrdinalIgnoreCase)) || (_port is { } port && origin.Port != port))
        {
            return false;
        }

        var host = origin.IdnHost;
        return _subdomains
            ? host.Length > _host.Length + 1 && host.EndsWith(_host, StringComparison.OrdinalIgnoreCase) && host[^(_host.Length + 1)] == '.'
            : string.Equals(host, _host, StringComparison.OrdinalIgnoreCase);
    }
}
