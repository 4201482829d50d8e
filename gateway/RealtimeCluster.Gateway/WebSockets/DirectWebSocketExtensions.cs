using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RealtimeCluster.Gateway.WebSockets;

/// <summary>Registration of the WebSockets that are served beneath HTTP.</summary>
public static class DirectWebSocketExtensions
{
    /// <summary>Looks for WebSockets on every endpoint of the server that has no defaults of its own. May be called twice.</summary>
    /// <param name="services">The services of the host.</param>
    /// <remarks>A host that sets its own endpoint defaults calls <see cref="UseDirectWebSockets"/> in them.</remarks>
    internal static IServiceCollection AddDirectWebSockets(this IServiceCollection services)
    {
        if (!services.Any(static service => service.ServiceType == typeof(WebSocketRoutes)))
        {
            services.AddSingleton<WebSocketRoutes>();
            services.AddSingleton<DirectWebSockets>();
            services.TryAddSingleton(TimeProvider.System);
            services.Configure<KestrelServerOptions>(static kestrel => kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.UseDirectWebSockets()));
        }

        return services;
    }

    /// <summary>Looks for WebSockets on the connections of one endpoint. Before TLS, so that only unencrypted ones are found.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public static ListenOptions UseDirectWebSockets(this ListenOptions endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var webSockets = endpoint.ApplicationServices.GetRequiredService<DirectWebSockets>();
        endpoint.Use(next => connection => webSockets.OnConnectedAsync(connection, next));
        return endpoint;
    }
}
