using System.Net;
using Microsoft.Extensions.Options;

namespace RealtimeCluster.Observability.Management;

/// <summary>Checks what attributes cannot say of <see cref="ManagementOptions"/>.</summary>
internal sealed class ManagementAddressValidator : IValidateOptions<ManagementOptions>
{
    public ValidateOptionsResult Validate(string? name, ManagementOptions options) => IPAddress.TryParse(options.Address, out _)
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{ManagementOptions.SectionName}:{nameof(ManagementOptions.Address)} '{options.Address}' is not an IP address.");
}
