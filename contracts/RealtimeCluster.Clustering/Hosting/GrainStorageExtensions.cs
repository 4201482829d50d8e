using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>For nodes that keep no grain state.</summary>
public static class GrainStorageExtensions
{
    private const string SectionName = "Orleans:GrainStorage";
    private const string ProviderTypeKey = "ProviderType";

    /// <summary>
    /// Makes this node ignore which grain storage the configuration chooses. Orleans sets up what that section names on every node that
    /// reads it; a gateway that shares its configuration file with the silos would connect to a store it never uses, or
    /// stop because it lacks the provider.
    /// </summary>
    /// <param name="builder">The host; its configuration must be complete.</param>
    public static IHostApplicationBuilder UseNoGrainStorage(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        // A section cannot be taken away from a configuration; memory storage costs nothing until it is used.
        var instead = builder.Configuration.GetSection(SectionName).GetChildren()
            .Select(static provider => KeyValuePair.Create<string, string?>($"{provider.Path}:{ProviderTypeKey}", "Memory"))
            .ToArray();
        if (instead.Length > 0)
        {
            builder.Configuration.AddInMemoryCollection(instead);
        }

        return builder;
    }
}
