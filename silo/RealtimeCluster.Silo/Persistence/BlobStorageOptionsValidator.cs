using Microsoft.Extensions.Options;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>Checks <see cref="BlobStorageOptions"/> when the silo starts.</summary>
[OptionsValidator]
internal sealed partial class BlobStorageOptionsValidator : IValidateOptions<BlobStorageOptions>;
