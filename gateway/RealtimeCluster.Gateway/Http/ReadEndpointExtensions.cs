using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RealtimeCluster.Gateway.Http;

/// <summary>Maps what can be read, so that <c>HEAD</c> is answered as <c>GET</c> is, as RFC 9110 wants it in 9.1; balancers and monitors ask so.</summary>
internal static class ReadEndpointExtensions
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps a handler of <c>GET</c>, which the web server strips of its body for <c>HEAD</c>.</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder endpoints, string pattern, Delegate handler) => endpoints.MapMethods(pattern, Methods, handler);
}
