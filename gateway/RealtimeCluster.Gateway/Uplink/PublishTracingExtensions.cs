using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RealtimeCluster.Clustering.Diagnostics;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Registers what begins the traces of publishes.</summary>
internal static class PublishTracingExtensions
{
    /// <summary>Adds <see cref="PublishTracing"/>, for every door that publishes come in by.</summary>
    public static IServiceCollection AddPublishTracing(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<TracingOptions, TracingOptionsValidator>().BindConfiguration(TracingOptions.SectionName);
        services.TryAddSingleton<PublishTracing>();
        return services;
    }
}
