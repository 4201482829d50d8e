using Microsoft.AspNetCore.Http;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>The cookie that carries a ticket. No script can read it, and browsers send it to nobody else and for nobody else.</summary>
internal static class AdminCookie
{
    public const string Name = "realtime-admin";

    public static string? Read(HttpContext context) => context.Request.Cookies[Name];

    public static void Write(HttpContext context, EnvironmentSnapshot environments, string ticket) =>
        context.Response.Cookies.Append(Name, ticket, CreateOptions(context, environments));

    public static void Delete(HttpContext context, EnvironmentSnapshot environments) =>
        context.Response.Cookies.Delete(Name, CreateOptions(context, environments));

    // Without an expiry of its own it ends with the browser's session; the ticket says when it is over.
    private static CookieOptions CreateOptions(HttpContext context, EnvironmentSnapshot environments) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Strict,
        Secure = AdminRequests.IsSecure(context, environments),
        Path = context.Request.PathBase.Add(AdminExtensions.Root),
    };
}
