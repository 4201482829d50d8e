using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>Registration of what gateways do for each other's sessions.</summary>
internal static class ForwardingExtensions
{
    /// <summary>Lets requests for a session arrive at any gateway. May be called twice.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<GatewayMetrics>();
        services.AddOptionsWithValidateOnStart<ForwardingOptions, ForwardingOptionsValidator>().BindConfiguration(ForwardingOptions.SectionName);
        services.TryAddSingleton<IForwardingClient, ForwardingClient>();
        services.TryAddSingleton<GatewayDirectory>();
        services.TryAddSingleton<EdgePolls>();
        services.TryAddSingleton<EdgeRelays>();
        services.TryAddSingleton<PeerServices>();
        services.Replace(ServiceDescriptor.Singleton<ISessionPeers, ClusterPeers>());
        services.TryAddSingleton<OwnedPolls>();
        services.TryAddSingleton<OwnedPosts>();
        services.TryAddSingleton<OwnedRelays>();
        services.TryAddSingleton<ForwardingWatcher>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ForwardingWatcher>(static provider => provider.GetRequiredService<ForwardingWatcher>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDrainParticipant, ForwardingWatcher>(static provider => provider.GetRequiredService<ForwardingWatcher>()));
        return services;
    }

    /// <summary>Lets other gateways reach this one. May be called twice.</summary>
    /// <param name="silo">The node.</param>
    public static ISiloBuilder UseForwarding(this ISiloBuilder silo)
    {
        if (!silo.Services.Any(static service => service.ServiceType == typeof(ForwardingMark)))
        {
            silo.Services.AddSingleton<ForwardingMark>();
            silo.AddGrainService<ForwardingService>();
        }

        return silo;
    }

    /// <summary>Registered together with the grain service, which cannot be looked for.</summary>
    private sealed class ForwardingMark;
}
