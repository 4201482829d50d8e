using Microsoft.Extensions.Options;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>Checks <see cref="AzureBlobStorageOptions"/> when the silo starts.</summary>
[OptionsValidator]
internal sealed partial class AzureBlobStorageOptionsValidator : IValidateOptions<AzureBlobStorageOptions>;
