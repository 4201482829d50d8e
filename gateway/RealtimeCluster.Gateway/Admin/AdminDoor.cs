using Microsoft.AspNetCore.Http;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Stands before everything of the admin page: without a token that opens it, it does not exist. Tells browsers what they may do.</summary>
internal sealed class AdminDoor(EnvironmentRegistry registry) : IEndpointFilter
{
    // Everything is ours and lies beside the page: no script, style or request of anybody else.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (!registry.Current.Administrators.Any())
        {
            return ValueTask.FromResult<object?>(TypedResults.NotFound());
        }

        var headers = context.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        return next(context);
    }
}
