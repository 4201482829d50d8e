using Microsoft.Extensions.Options;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>Checks that <see cref="BlobStorageOptions"/> lead to a storage account.</summary>
internal sealed class BlobConnectionValidator : IValidateOptions<BlobStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, BlobStorageOptions options)
    {
        if (!string.IsNullOrEmpty(options.ServiceKey))
        {
            return ValidateOptionsResult.Success;
        }

        var faults = new ValidateOptionsResultBuilder();
        var connection = $"Orleans:GrainStorage:{name}:{nameof(BlobStorageOptions.ConnectionString)}";

        // The value holds the account's key: it is not repeated. Beside a service URI it is not used, but Orleans parses it all the same.
        if (!string.IsNullOrEmpty(options.ConnectionString) && !AzureBlobClients.TryCreate(options.ConnectionString, out _))
        {
            faults.AddError($"{connection} is neither the connection string of a storage account nor the URI of a blob service.");
        }

        if (!string.IsNullOrEmpty(options.ServiceUri))
        {
            if (!AzureBlobClients.TryCreateForIdentity(options.ServiceUri, out _))
            {
                faults.AddError(
                    $"Orleans:GrainStorage:{name}:{nameof(BlobStorageOptions.ServiceUri)} is not the https URI of a blob service; one with a signature is a {nameof(BlobStorageOptions.ConnectionString)}.");
            }
        }
        else if (string.IsNullOrEmpty(options.ConnectionString))
        {
            faults.AddError(string.IsNullOrEmpty(options.ConnectionName)
                ? $"{connection} is missing; {nameof(BlobStorageOptions.ServiceUri)}, {nameof(BlobStorageOptions.ConnectionName)} or {nameof(BlobStorageOptions.ServiceKey)} would do as well."
                : $"ConnectionStrings:{options.ConnectionName}, which Orleans:GrainStorage:{name}:{nameof(BlobStorageOptions.ConnectionName)} names, is missing.");
        }

        return faults.Build();
    }
}
