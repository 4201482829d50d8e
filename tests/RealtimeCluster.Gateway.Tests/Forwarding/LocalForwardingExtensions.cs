using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Forwarding;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Forwarding;

/// <summary>Registration of gateways that forward to themselves.</summary>
internal static class LocalForwardingExtensions
{
    /// <summary>Replaces the peers by <see cref="LocalForwarding"/>.</summary>
    public static IServiceCollection AddLocalForwarding(this IServiceCollection services)
    {
        services.AddSingleton<LocalForwarding>();
        services.AddSingleton<IForwardingClient>(static provider => provider.GetRequiredService<LocalForwarding>());
        services.Replace(ServiceDescriptor.Singleton<ISessionPeers>(static provider => provider.GetRequiredService<LocalForwarding>()));
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<EdgePolls>();
        services.AddSingleton<EdgeRelays>();
        services.AddSingleton<PeerServices>();
        services.AddSingleton<OwnedPolls>();
        services.AddSingleton<OwnedPosts>();
        services.AddSingleton<OwnedRelays>();
        return services;
    }
}
