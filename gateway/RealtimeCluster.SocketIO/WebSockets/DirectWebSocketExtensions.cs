using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>Registration of the WebSockets that are served beneath HTTP.</summary>
public static class DirectWebSocketExtensions
{
    /// <summary>Looks for WebSockets on every endpoint whose connections go straight to HTTP. May be called twice.</summary>
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

    /// <summary>Looks for WebSockets on the connections of one endpoint. To be called after everything else that looks at its connections.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <remarks>
    /// Serves only what HTTP would be given next, unencrypted and on the socket itself. In front of TLS or any other middleware, behind TLS, without
    /// HTTP/1.1, or where upgraded connections are counted, it does nothing, and all WebSockets of the endpoint go through HTTP.
    /// </remarks>
    public static ListenOptions UseDirectWebSockets(this ListenOptions endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var webSockets = endpoint.ApplicationServices.GetRequiredService<DirectWebSockets>();

        // Called when the pipeline is complete, in the order from its end to its beginning.
        endpoint.Use(next => DirectPlace.IsBeforeHttp(endpoint, next) ? Serve(endpoint.KestrelServerOptions.Limits, next) : next);
        return endpoint;

        ConnectionDelegate Serve(KestrelServerLimits limits, ConnectionDelegate next) => connection => webSockets.OnConnectedAsync(connection, limits, next);
    }
}
