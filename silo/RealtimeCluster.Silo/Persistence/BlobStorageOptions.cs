using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>
/// Where the blobs of one storage provider lie. The keys are those of Orleans' Azure provider; <see cref="ServiceUri"/>, <see cref="OperationTimeout"/> and
/// <see cref="ReadFormerBlobs"/> are additions.
/// </summary>
internal sealed class BlobStorageOptions
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

    /// <summary>
    /// Whether each read looks first for a blob with the name that earlier versions gave it, and moves it to the new one. Default true; it costs
    /// a second read. Set it to false once no blob has a former name any more, or where none ever had.
    /// </summary>
    public bool ReadFormerBlobs { get; set; } = true;
}
