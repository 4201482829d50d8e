using Microsoft.AspNetCore.Http;

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
        return context.HttpContext.Request.Path.Value!.EndsWith("/GrainState", StringComparison.OrdinalIgnoreCase)
            ? ValueTask.FromResult<object?>(TypedResults.NotFound())
            : next(context);
    }
}
