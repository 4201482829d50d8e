using Microsoft.Extensions.Options;

namespace RealtimeCluster.Gateway.Limits;

/// <summary>Checks what the settings of <see cref="CredentialOptions"/> say together.</summary>
internal sealed class CredentialOptionsRules : IValidateOptions<CredentialOptions>
{
    public ValidateOptionsResult Validate(string? name, CredentialOptions options) =>
        options.MaxFailuresPerNetwork >= options.MaxFailuresPerAddress
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{CredentialOptions.SectionName}:{nameof(CredentialOptions.MaxFailuresPerNetwork)} ({options.MaxFailuresPerNetwork}) is less than {nameof(CredentialOptions.MaxFailuresPerAddress)} ({options.MaxFailuresPerAddress}), which each address of the network has.");
}
