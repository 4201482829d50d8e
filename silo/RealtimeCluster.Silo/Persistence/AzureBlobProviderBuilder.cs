using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using RealtimeCluster.Silo.Persistence;

[assembly: RegisterProvider("AzureBlobStorage", "GrainStorage", "Silo", typeof(AzureBlobProviderBuilder))]

namespace RealtimeCluster.Silo.Persistence;

/// <summary>
/// Sets up blob storage when a section of <c>Orleans:GrainStorage</c> asks for it. It answers to the name Orleans' own package
/// answers to, so that a reference to that package can take this folder's place.
/// </summary>
internal sealed class AzureBlobProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection)
    {
        ArgumentNullException.ThrowIfNull(name);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptionsWithValidateOnStart<AzureBlobStorageOptions, AzureBlobStorageOptionsValidator>(name)
            .Bind(configurationSection)
            .Configure<IConfiguration>(static (options, configuration) =>
            {
                if (string.IsNullOrEmpty(options.ConnectionString) && !string.IsNullOrEmpty(options.ConnectionName))
                {
                    options.ConnectionString = configuration.GetConnectionString(options.ConnectionName);
                }
            });
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AzureBlobStorageOptions>, AzureBlobConnectionValidator>());
        builder.Services.AddGrainStorage(name, Create);
    }

    private static AzureBlobGrainStorage Create(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<AzureBlobStorageOptions>>().Get(name);
        return ActivatorUtilities.CreateInstance<AzureBlobGrainStorage>(
            services,
            name,
            options,
            GetClient(services, options),
            GetSerializer(services, name, options),
            services.GetRequiredService<IOptions<ClusterOptions>>().Value);
    }

    private static BlobServiceClient GetClient(IServiceProvider services, AzureBlobStorageOptions options)
    {
        if (!string.IsNullOrEmpty(options.ServiceKey))
        {
            return services.GetRequiredKeyedService<BlobServiceClient>(options.ServiceKey);
        }

        return (string.IsNullOrEmpty(options.ServiceUri)
                ? AzureBlobClients.TryCreate(options.ConnectionString!, out var client)
                : AzureBlobClients.TryCreateForIdentity(options.ServiceUri, out client))
            ? client
            : throw new InvalidOperationException("A connection that was not validated.");
    }

    private static IGrainStorageSerializer GetSerializer(IServiceProvider services, string name, AzureBlobStorageOptions options) =>
        string.IsNullOrEmpty(options.SerializerKey)
            ? services.GetKeyedService<IGrainStorageSerializer>(name) ?? services.GetRequiredService<IGrainStorageSerializer>()
            : services.GetRequiredKeyedService<IGrainStorageSerializer>(options.SerializerKey);
}
