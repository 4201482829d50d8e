using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.SocketIO.Diagnostics;
using RealtimeCluster.SocketIO.Listening;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Registration of Engine.IO servers.</summary>
public static class EngineIOExtensions
{
    /// <summary>Registers what Engine.IO servers need. May be called twice.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddEngineIO(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<EngineIOOptions, EngineIOOptionsValidator>().BindConfiguration(EngineIOOptions.SectionName);
        services.AddInboundMemory();
        services.AddMetrics();
        services.TryAddSingleton<SocketIOMetrics>();
        services.TryAddSingleton<ISessionPeers, NoPeers>();
        services.TryAddSingleton<IHandshakeGate, OpenGate>();
        services.TryAddSingleton<EngineDrain>();
        services.TryAddSingleton(static provider => new EngineServers(
            provider.GetRequiredService<IOptions<EngineIOOptions>>(),
            provider.GetRequiredService<IOptions<PacketLimitsOptions>>(),
            provider.GetRequiredService<InboundMemory>(),
            provider.GetRequiredService<IClientAddresses>(),
            provider.GetRequiredService<ISessionPeers>(),
            provider.GetRequiredService<IHandshakeGate>(),
            provider.GetRequiredService<SocketIOMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EngineServer>>()));
        services.AddDirectWebSockets();
        services.AddPatientListeners();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, WebServerTolerance>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EngineGauges>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EngineClock>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EngineDrain>(static provider => provider.GetRequiredService<EngineDrain>()));
        return services;
    }

    /// <summary>Registers the memory that everything a gateway receives shares. May be called twice.</summary>
    /// <param name="services">The services of the host.</param>
    internal static IServiceCollection AddInboundMemory(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<PacketLimitsOptions, PacketLimitsOptionsValidator>().BindConfiguration(PacketLimitsOptions.SectionName);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PacketLimitsOptions>, PacketLimitsOptionsRules>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClientAddresses, PeerAddresses>();
        services.TryAddSingleton(static provider => new InboundMemory(
            InboundRules.Of(provider.GetRequiredService<IOptions<PacketLimitsOptions>>().Value), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Serves an application on every path that starts with one of the prefixes.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="application">The application.</param>
    /// <param name="pathPrefixes">Prefixes with a slash at either end; <c>/realtime</c> itself is not under <c>/realtime/</c>.</param>
    public static IApplicationBuilder UseEngineIO(this IApplicationBuilder app, IEngineIOApplication application, params string[] pathPrefixes)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(application);
        ArgumentNullException.ThrowIfNull(pathPrefixes);
        var server = app.ApplicationServices.GetRequiredService<EngineServers>().Create(application);
        if (server.Options.DirectWebSockets)
        {
            var routes = app.ApplicationServices.GetRequiredService<WebSocketRoutes>();
            Array.ForEach(pathPrefixes, prefix => routes.Add(prefix, new EngineWebSocketEndpoint(server)));
        }

        var endpoint = new EngineEndpoint(server);
        return app.MapWhen(context => IsUnder(context.Request.Path, pathPrefixes), branch =>
        {
            branch.Use(next => context =>
            {
                OrderedUpgrade.Install(context);
                return next(context);
            });
            // Engine.IO has its own heartbeat, and a timer a connection is too much.
            branch.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
            branch.Run(endpoint.InvokeAsync);
        });
    }

    private static bool IsUnder(PathString path, string[] prefixes)
    {
        var value = path.Value ?? "";
        foreach (var prefix in prefixes)
        {
            if (value.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
