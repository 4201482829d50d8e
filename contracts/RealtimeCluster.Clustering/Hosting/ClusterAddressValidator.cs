using System.Net;
using Microsoft.Extensions.Options;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Checks what attributes cannot say of <see cref="ClusterOptions"/>.</summary>
internal sealed class ClusterAddressValidator : IValidateOptions<ClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterOptions options) =>
        options.AdvertisedAddress is { } address && !IPAddress.TryParse(address, out _)
            ? ValidateOptionsResult.Fail($"{ClusterOptions.SectionName}:{nameof(ClusterOptions.AdvertisedAddress)} '{address}' is not an IP address.")
            : ValidateOptionsResult.Success;
}
