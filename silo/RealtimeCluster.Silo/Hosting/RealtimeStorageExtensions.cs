using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Persistence;
using Orleans.Storage;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Persistence;

namespace RealtimeCluster.Silo.Hosting;

/// <summary>Gives a silo the storage that section <see cref="RealtimeStorage.SectionName"/> chooses.</summary>
internal static class RealtimeStorageExtensions
{
    private const string ClusterRedis = "Cluster:Redis";

    /// <summary>
    /// Adds the storage named <see cref="RealtimeStorage.ProviderName"/>. Orleans has read the section by now and set up the
    /// provider it names; here it gets what this project adds: memory where nothing is chosen, the compact serializer, the
    /// Redis of the cluster where none is named, and what Orleans' blob storage lacks.
    /// </summary>
    /// <param name="silo">The silo.</param>
    public static ISiloBuilder AddRealtimeStorage(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.TryAddKeyedSingleton<IGrainStorageSerializer>(
            RealtimeStorage.ProviderName,
            static (provider, _) => new SnapshotSerializer(ActivatorUtilities.CreateInstance<OrleansGrainStorageSerializer>(provider)));
        var section = silo.Configuration.GetSection(RealtimeStorage.SectionName);
        if (!section.Exists())
        {
            return silo.AddMemoryGrainStorage(RealtimeStorage.ProviderName);
        }

        if (string.Equals(section["ProviderType"], "Redis", StringComparison.OrdinalIgnoreCase))
        {
            silo.UseClusterRedis(section);
        }
        else if (string.Equals(section["ProviderType"], "AzureTableStorage", StringComparison.OrdinalIgnoreCase))
        {
            throw new OptionsValidationException(
                RealtimeStorage.ProviderName,
                typeof(RealtimeStorage),
                [$"{section.Path}:ProviderType is AzureTableStorage, whose states end at 1 MiB; a log may be larger, so take AzureBlobStorage."]);
        }

        return silo.UseNamedBlobs();
    }

    /// <summary>Writes logs and sessions behind to that storage, if it outlives the silo or the configuration says so.</summary>
    /// <param name="silo">The silo.</param>
    public static ISiloBuilder AddDurability(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        var section = silo.Configuration.GetSection(RealtimeStorage.SectionName);
        var outlivesSilo = section.Exists() && !string.Equals(section["ProviderType"], "Memory", StringComparison.OrdinalIgnoreCase);
        silo.Services.AddOptionsWithValidateOnStart<DurabilityOptions, DurabilityOptionsValidator>()
            .BindConfiguration(DurabilityOptions.SectionName)
            .PostConfigure(options => options.Enabled ??= outlivesSilo);
        silo.Services.AddSingleton<IValidateOptions<DurabilityOptions>, DurabilityOptionsRules>();
        silo.Services.AddSingleton<SnapshotRegistry>();
        silo.Services.AddSingleton<SnapshotService>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<SnapshotService>());
        silo.Services.AddHostedService(static provider => provider.GetRequiredService<SnapshotService>());
        return silo;
    }

    private static void UseClusterRedis(this ISiloBuilder silo, IConfigurationSection section)
    {
        var fallback = silo.Configuration[ClusterRedis];
        var hasOwn = !string.IsNullOrEmpty(section["ServiceKey"]) || !string.IsNullOrEmpty(section["ConnectionName"]);
        var connection = section["ConnectionString"] is { Length: > 0 } own ? own : hasOwn ? null : fallback;

        // Orleans would parse the text while options are made, and its complaint would not say of which setting.
        if (FindFault(section, connection, hasOwn) is { } fault)
        {
            throw new OptionsValidationException(RealtimeStorage.ProviderName, typeof(RedisStorageOptions), [fault]);
        }

        silo.Services.AddOptions<RedisStorageOptions>(RealtimeStorage.ProviderName).PostConfigure(redis =>
        {
            redis.ConfigurationOptions ??= connection is null ? null : RedisConnection.Parse(connection);

            // As the other providers do. A key for every channel that ever was would fill the server.
            redis.DeleteStateOnClear = true;
        });
    }

    private static string? FindFault(IConfigurationSection section, string? connection, bool hasOwn)
    {
        if (string.IsNullOrEmpty(connection))
        {
            return hasOwn ? null : $"{section.Path}:ConnectionString is missing, and so is {ClusterRedis}, which would do as well.";
        }

        try
        {
            RedisConnection.Parse(connection);
            return null;
        }
        catch (ArgumentException exception)
        {
            return $"{section.Path}:ConnectionString, or {ClusterRedis} in its place, is not a StackExchange.Redis connection string: {exception.Message}";
        }
    }
}
