using System.Net;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>What the admin page's guard reads of requests.</summary>
internal static class AdminRequests
{
    /// <summary>The header that the page sends with whatever changes something. A page of another site cannot, without being allowed to.</summary>
    public const string Header = "X-Realtime-Admin";

    private const string Scheme = "Bearer ";

    /// <summary>The server token a program sent.</summary>
    public static string? ReadToken(HttpRequest request) => request.Headers.Authorization is [{ } value]
        && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;

    /// <summary>Whether a browser may have sent it for another page than ours.</summary>
    public static bool IsCrossSite(HttpRequest request) => !request.Headers.ContainsKey(Header)
        || (request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not "same-origin");

    /// <summary>Whether it came encrypted, as far as this gateway or a proxy it trusts knows.</summary>
    public static bool IsSecure(HttpContext context, EnvironmentSnapshot environments) => context.Request.IsHttps
        || (context.Connection.RemoteIpAddress is { } peer
            && AddressRange.ContainsAny(environments.TrustedProxies, AddressRange.Normalize(peer))
            && context.Request.Headers["X-Forwarded-Proto"].ToString().Split(',')[^1].Trim().Equals("https", StringComparison.OrdinalIgnoreCase));

    /// <summary>The client's address.</summary>
    public static IPAddress? AddressOf(HttpContext context, EnvironmentSnapshot environments) =>
        ClientAddress.Resolve(context.Connection.RemoteIpAddress, context.Request.Headers["X-Forwarded-For"].ToString(), environments.TrustedProxies);
}
