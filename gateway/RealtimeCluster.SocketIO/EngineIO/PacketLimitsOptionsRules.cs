using Microsoft.Extensions.Options;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Checks what the settings of <see cref="PacketLimitsOptions"/> say together.</summary>
internal sealed class PacketLimitsOptionsRules : IValidateOptions<PacketLimitsOptions>
{
    public ValidateOptionsResult Validate(string? name, PacketLimitsOptions options) =>
        options.InboundShareBytes <= options.MaxInboundBytes
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{PacketLimitsOptions.SectionName}:{nameof(PacketLimitsOptions.InboundShareBytes)} ({options.InboundShareBytes}), which one connection may hold, is more than {nameof(PacketLimitsOptions.MaxInboundBytes)} ({options.MaxInboundBytes}), which all may hold.");
}
