using Microsoft.Extensions.Options;

namespace RealtimeCluster.Observability.Export;

/// <summary>Checks what attributes cannot say of <see cref="ObservabilityOptions"/>.</summary>
internal sealed class OtlpEndpointValidator : IValidateOptions<ObservabilityOptions>
{
    public ValidateOptionsResult Validate(string? name, ObservabilityOptions options) =>
        options.OtlpEndpoint is { } endpoint && !(endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https")
            ? ValidateOptionsResult.Fail($"{ObservabilityOptions.SectionName}:{nameof(ObservabilityOptions.OtlpEndpoint)} '{endpoint}' is not an http or https URL.")
            : ValidateOptionsResult.Success;
}
