using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RealtimeCluster.Gateway.Http;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>The names in the path of a request, exactly as the caller meant them.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Name">The channel, user or connection; empty where the path names none.</param>
/// <remarks>
/// Read from the request line: the web server leaves <c>%2F</c> encoded in a path that it decodes otherwise, so that a name with a slash
/// and one with those three characters would be the same.
/// </remarks>
internal readonly record struct ServerPath(string Environment, string Name)
{
    // v1, environments, {environment}, channels, {channel}, …
    private const int EnvironmentIndex = 2;
    private const int NameIndex = 4;

    /// <summary>Reads a path that matched a route of the API.</summary>
    public static bool TryRead(HttpContext context, out ServerPath path)
    {
        path = default;
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty;

        // A request through a proxy may name the whole URL.
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        var start = target.StartsWith('/') ? 0 : scheme < 0 ? -1 : target.IndexOf('/', scheme + 3);
        if (start < 0)
        {
            return false;
        }

        var end = target.IndexOf('?', start);

        // Unescaping leaves standing what is no escape of UTF-8, and so makes it another name.
        if (!PercentEncoding.IsValid(target.AsSpan(start, (end < 0 ? target.Length : end) - start)))
        {
            return false;
        }

        var raw = target[(start + 1)..(end < 0 ? target.Length : end)].Split('/');
        var matched = context.Request.Path.Value!.Split('/').Length - 1;
        var skipped = context.Request.PathBase.HasValue ? context.Request.PathBase.Value!.Split('/').Length - 1 : 0;

        // Dots that the web server resolved would make these segments others than those that were routed.
        if (raw.Length - skipped != matched || matched <= EnvironmentIndex)
        {
            return false;
        }

        var name = context.Request.RouteValues.Count > 1 ? Uri.UnescapeDataString(raw[skipped + NameIndex]) : string.Empty;
        path = new ServerPath(Uri.UnescapeDataString(raw[skipped + EnvironmentIndex]), name);
        return true;
    }
}
