using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;
using RealtimeCluster.Silo.Persistence;

namespace RealtimeCluster.Silo.Hosting;

/// <summary>Puts on top of Orleans' blob storage what it lacks.</summary>
internal static class BlobStorageExtensions
{
    private const string SectionName = "Orleans:GrainStorage";
    private const string ProviderType = "AzureBlobStorage";

    /// <summary>Completes every blob storage that the configuration names; Orleans has set them up by now.</summary>
    /// <param name="silo">The silo.</param>
    /// <exception cref="OptionsValidationException">Settings are at fault; it names them all.</exception>
    public static ISiloBuilder UseNamedBlobs(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.TryAddSingleton(TimeProvider.System);
        foreach (var section in silo.Configuration.GetSection(SectionName).GetChildren())
        {
            if (string.Equals(section["ProviderType"], ProviderType, StringComparison.OrdinalIgnoreCase))
            {
                silo.UseNamedBlobs(section.Key, ReadOptions(silo.Configuration, section));
            }
        }

        return silo;
    }

    private static void UseNamedBlobs(this ISiloBuilder silo, string name, BlobStorageOptions options)
    {
        silo.Services.AddOptions<AzureBlobStorageOptions>(name).PostConfigure(azure =>
        {
            if (string.IsNullOrEmpty(options.ServiceKey))
            {
                azure.BlobServiceClient = CreateClient(options);
            }
        });
        silo.Services.AddKeyedSingleton<IGrainStorage>(name, (services, _) =>
        {
            var azure = services.GetRequiredService<IOptionsMonitor<AzureBlobStorageOptions>>().Get(name);
            return new NamedBlobStorage(
                name,
                options.OperationTimeout,
                services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
                AzureBlobGrainStorageFactory.Create(services, name),
                options.ReadFormerBlobs
                    ? ActivatorUtilities.CreateInstance<FormerBlobs>(
                        services, azure.BlobServiceClient!.GetBlobContainerClient(azure.ContainerName), azure.GrainStorageSerializer)
                    : null,
                services.GetRequiredService<TimeProvider>());
        });
    }

    // Now, and not when the host starts: Orleans makes its options before that, and its complaint about a connection would not say of which setting.
    private static BlobStorageOptions ReadOptions(IConfiguration configuration, IConfigurationSection section)
    {
        var options = section.Get<BlobStorageOptions>() ?? new BlobStorageOptions();
        if (string.IsNullOrEmpty(options.ConnectionString) && !string.IsNullOrEmpty(options.ConnectionName))
        {
            options.ConnectionString = configuration.GetConnectionString(options.ConnectionName);
        }

        string[] faults =
        [
            .. new BlobStorageOptionsValidator().Validate(section.Key, options).Failures ?? [],
            .. new BlobConnectionValidator().Validate(section.Key, options).Failures ?? [],
        ];
        return faults.Length == 0 ? options : throw new OptionsValidationException(section.Key, typeof(BlobStorageOptions), faults);
    }

    private static BlobServiceClient CreateClient(BlobStorageOptions options) =>
        (string.IsNullOrEmpty(options.ServiceUri)
            ? AzureBlobClients.TryCreate(options.ConnectionString!, out var client, options.OperationTimeout)
            : AzureBlobClients.TryCreateForIdentity(options.ServiceUri, out client, options.OperationTimeout))
        ? client
        : throw new InvalidOperationException("A connection that was not validated.");
}
