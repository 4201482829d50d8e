using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Placement;
using RealtimeCluster.Contracts.Connections;

namespace RealtimeCluster.Contracts.Client;

/// <summary>Registers <see cref="IRealtimeClient"/>: all that a host needs to speak to the realtime cluster.</summary>
public static class RealtimeClientExtensions
{
    /// <summary>Adds the client to a silo of the cluster or to an Orleans client of it.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the options; may be left out when the configuration section sets them.</param>
    public static IServiceCollection AddRealtimeClient(this IServiceCollection services, Action<RealtimeClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<RealtimeClientOptions>().BindConfiguration(RealtimeClientOptions.SectionName).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RealtimeClientOptions>, RealtimeClientOptionsValidator>());
        services.TryAddSingleton<IRealtimeClient>(static provider =>
        {
            var settings = provider.GetRequiredService<IOptions<RealtimeClientOptions>>().Value;
            return new RealtimeClient(provider.GetRequiredService<IGrainFactory>(), settings, provider.GetService<TimeProvider>() ?? TimeProvider.System, settings.Environment);
        });
        return services.AddConnectionPlacement();
    }

    /// <summary>Lets a silo find the gateway of a connection's grain. Every silo of the cluster needs it.</summary>
    /// <param name="services">The silo's services.</param>
    public static IServiceCollection AddConnectionPlacement(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        // What Orleans' AddPlacementDirector registers, without its server package.
        services.TryAddKeyedSingleton<PlacementStrategy, ConnectionPlacement>(nameof(ConnectionPlacement));
        services.TryAddKeyedSingleton<IPlacementDirector, ConnectionPlacementDirector>(typeof(ConnectionPlacement));
        return services;
    }
}
