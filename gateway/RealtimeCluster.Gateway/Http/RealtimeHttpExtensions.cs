using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RealtimeCluster.Gateway.Http;

/// <summary>Maps the plain HTTP endpoints of a gateway.</summary>
public static class RealtimeHttpExtensions
{
    // The two client libraries' paths, as they are behind an ingress that strips the environment and as they are without one. The
    // environment's segment is "shop" or "e:shop".
    private static readonly string[] GetMembersPaths =
    [
        "/agnost/realtime/get-members",
        "/{environment}/agnost/realtime/get-members",
        "/_api/rest/v1/realtime/get-members",
        "/{environment}/_api/rest/v1/realtime/get-members",
    ];

    /// <summary>Registers what reads requests, and get-members.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddRealtimeHttp(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<BodyReader>();
        services.TryAddSingleton<MemberRequestReader>();
        services.TryAddSingleton<GetMembersEndpoint>();
        return services;
    }

    /// <summary>Maps <c>/health</c>, <c>/ping</c> and get-members; that one needs an <see cref="IMemberQuery"/> from the caller.</summary>
    /// <param name="endpoints">The routes of the host.</param>
    public static IEndpointRouteBuilder MapRealtimeHttp(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapRead("/health", (TimeProvider time) => TypedResults.Text(Probe.Health(time)));
        endpoints.MapRead("/ping", (TimeProvider time) => TypedResults.Text(Probe.Ping(time)));
        foreach (var path in GetMembersPaths)
        {
            endpoints.MapPost(path, static (HttpContext context, GetMembersEndpoint endpoint) => endpoint.HandleAsync(context)).DisableAntiforgery();
            endpoints.MapMethods(path, [HttpMethods.Options], static (HttpContext context) => CrossOrigin.AnswerPreflight(context.Response));
        }

        return endpoints;
    }
}
