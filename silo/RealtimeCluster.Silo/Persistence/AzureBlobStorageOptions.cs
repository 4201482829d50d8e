using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>
/// Where the blobs of one storage provider lie. The keys are those of Orleans' own Azure package; only
/// <see cref="ServiceUri"/> and <see cref="OperationTimeout"/> are additions.
/// </summary>
internal sealed class AzureBlobStorageOptions
{
    /// <summary>
    /// The URI of the account's blob service (https), for a silo that shows the identity it runs under instead of a secret: a managed or workload identity, or
    /// what else Azure's default credential finds. Goes before both connection settings.
    /// </summary>
    public string? ServiceUri { get; set; }

    /// <summary>Connection string of the storage account, or the URI of its blob service (with a shared access signature).</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The entry of <c>ConnectionStrings</c> to use if there is no <see cref="ConnectionString"/>.</summary>
    public string? ConnectionName { get; set; }

    /// <summary>The key under which the host registered a <c>BlobServiceClient</c>; goes before all of these.</summary>
    public string? ServiceKey { get; set; }

    /// <summary>The key of the <c>IGrainStorageSerializer</c>. Default: the one registered under the provider's name, else the host's.</summary>
    public string? SerializerKey { get; set; }

    /// <summary>The container, made at start if it is not there. Default <c>grainstate</c>.</summary>
    [Required]
    [RegularExpression(
        "^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$",
        ErrorMessage = "The field {0} must be 3 to 63 lower case letters, digits and single hyphens, with no hyphen at either end.")]
    public string ContainerName { get; set; } = "grainstate";

    /// <summary>How long a read, write or clear may take in all; then it fails with a <see cref="TimeoutException"/>. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
