using System.Net;
using Microsoft.Extensions.Options;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Checks what attributes cannot say of <see cref="ClusterOptions"/>.</summary>
internal sealed class ClusterOptionsRules : IValidateOptions<ClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        if (options.AdvertisedAddress is { } address && !IPAddress.TryParse(address, out _))
        {
            faults.AddError($"{ClusterOptions.SectionName}:{nameof(ClusterOptions.AdvertisedAddress)} '{address}' is not an IP address.");
        }

        if (options.Kubernetes && string.IsNullOrEmpty(options.Redis))
        {
            faults.AddError(
                $"{ClusterOptions.SectionName}:{nameof(ClusterOptions.Kubernetes)} follows the pods of a cluster, and without {ClusterOptions.SectionName}:{nameof(ClusterOptions.Redis)} there is none.");
        }

        return faults.Build();
    }
}
