using Microsoft.Extensions.Options;

namespace RealtimeCluster.Client.Http.Hosting;

/// <summary>Checks what attributes cannot say of <see cref="RealtimeHttpClientOptions"/>.</summary>
internal sealed class BaseAddressValidator : IValidateOptions<RealtimeHttpClientOptions>
{
    public ValidateOptionsResult Validate(string? name, RealtimeHttpClientOptions options)
    {
        string[] faults = [.. options.BaseAddresses
            .Where(static address => !address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
                || address.Query.Length > 0 || address.Fragment.Length > 0)
            .Select(static address => $"{RealtimeHttpClientOptions.SectionName}:{nameof(options.BaseAddresses)} '{address}' is not the address of a web server.")];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
