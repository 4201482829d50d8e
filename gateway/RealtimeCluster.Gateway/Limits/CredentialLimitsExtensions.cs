using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Limits;

/// <summary>Registers the limits of wrong credentials.</summary>
internal static class CredentialLimitsExtensions
{
    /// <summary>Registers <see cref="CredentialLimits"/>. May be called twice.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddCredentialLimits(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<CredentialOptions, CredentialOptionsValidator>().BindConfiguration(CredentialOptions.SectionName);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CredentialOptions>, CredentialOptionsRules>());
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GatewayMetrics>();
        services.TryAddSingleton<CredentialLimits>();
        return services;
    }
}
