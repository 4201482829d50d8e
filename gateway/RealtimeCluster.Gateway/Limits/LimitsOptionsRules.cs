using Microsoft.Extensions.Options;

namespace RealtimeCluster.Gateway.Limits;

/// <summary>Checks what the settings of <see cref="LimitsOptions"/> say together.</summary>
internal sealed class LimitsOptionsRules : IValidateOptions<LimitsOptions>
{
    public ValidateOptionsResult Validate(string? name, LimitsOptions options) =>
        options.InboundShareBytes <= options.MaxInboundBytes
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{LimitsOptions.SectionName}:{nameof(LimitsOptions.InboundShareBytes)} ({options.InboundShareBytes}), which one connection may hold, is more than {nameof(LimitsOptions.MaxInboundBytes)} ({options.MaxInboundBytes}), which all may hold.");
}
