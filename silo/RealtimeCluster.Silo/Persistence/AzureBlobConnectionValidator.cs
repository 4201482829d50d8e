using Microsoft.Extensions.Options;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>Checks that <see cref="AzureBlobStorageOptions"/> lead to a storage account.</summary>
internal sealed class AzureBlobConnectionValidator : IValidateOptions<AzureBlobStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, AzureBlobStorageOptions options)
    {
        if (!string.IsNullOrEmpty(options.ServiceKey))
        {
            return ValidateOptionsResult.Success;
        }

        if (!string.IsNullOrEmpty(options.ServiceUri))
        {
            return AzureBlobClients.TryCreateForIdentity(options.ServiceUri, out _)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    $"Orleans:GrainStorage:{name}:{nameof(AzureBlobStorageOptions.ServiceUri)} is not the https URI of a blob service; one with a signature is a {nameof(AzureBlobStorageOptions.ConnectionString)}.");
        }

        var setting = $"Orleans:GrainStorage:{name}:{nameof(AzureBlobStorageOptions.ConnectionString)}";
        if (!string.IsNullOrEmpty(options.ConnectionString))
        {
            // The value holds the account's key: it is not repeated.
            return AzureBlobClients.TryCreate(options.ConnectionString, out _)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{setting} is neither the connection string of a storage account nor the URI of a blob service.");
        }

        return ValidateOptionsResult.Fail(string.IsNullOrEmpty(options.ConnectionName)
            ? $"{setting} is missing; {nameof(AzureBlobStorageOptions.ServiceUri)}, {nameof(AzureBlobStorageOptions.ConnectionName)} or {nameof(AzureBlobStorageOptions.ServiceKey)} would do as well."
            : $"ConnectionStrings:{options.ConnectionName}, which Orleans:GrainStorage:{name}:{nameof(AzureBlobStorageOptions.ConnectionName)} names, is missing.");
    }
}
