using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>Registers tenants, credentials and their limits.</summary>
public static class RealtimeEnvironmentsExtensions
{
    /// <summary>
    /// Adds <see cref="EnvironmentRegistry"/>, <see cref="HandshakeAuthorizer"/>, <see cref="EventRateLimits"/>, <see cref="CredentialLimits"/> and the service that ends
    /// connections whose grant no longer holds; that one needs an <see cref="IGrantedConnections"/> from the caller.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddRealtimeEnvironments(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RealtimeOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<RealtimeOptions>, RealtimeOptionsReader>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RealtimeOptions>, RealtimeOptionsRules>());
        services.AddCredentialLimits();
        services.AddInboundMemory();
        services.Replace(ServiceDescriptor.Singleton<IClientAddresses, TrustedAddresses>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EnvironmentRegistry>();
        services.TryAddSingleton<GrantExpiries>();
        services.TryAddSingleton<RevokedCredentials>();
        services.TryAddSingleton<HandshakeAuthorizer>();
        services.TryAddSingleton<EventRateLimits>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, GrantWatcher>());
        return services;
    }
}
