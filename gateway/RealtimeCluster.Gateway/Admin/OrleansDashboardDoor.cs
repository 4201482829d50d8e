using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>What the Orleans Dashboard may do behind the guard of the admin page.</summary>
/// <remarks>
/// Its page writes styles into elements, so its policy is wider than ours. It reads a grain's state by calling every method of the grain that
/// returns one, which is no reading: that is not let through.
/// </remarks>
internal sealed class OrleansDashboardDoor : IEndpointFilter
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        context.HttpContext.Response.Headers.ContentSecurityPolicy = Policy;
        return IsShut(context.HttpContext.GetEndpoint() as RouteEndpoint)
            ? ValueTask.FromResult<object?>(TypedResults.NotFound())
            : next(context);
    }

    // By the route and not by the path, which may be written in more ways than one.
    private static bool IsShut(RouteEndpoint? endpoint) =>
        endpoint?.RoutePattern.PathSegments is { Count: > 0 } segments
        && segments[^1].Parts is [RoutePatternLiteralPart { Content: var name }]
        && name.Equals("GrainState", StringComparison.OrdinalIgnoreCase);
}
