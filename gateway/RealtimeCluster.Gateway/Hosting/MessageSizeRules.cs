using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Hosting;

/// <summary>Checks that the largest things a gateway takes from its clients fit into a message between nodes.</summary>
internal sealed class MessageSizeRules(IOptions<ClusterOptions> cluster, IOptions<PacketLimitsOptions> packets) : IValidateOptions<LimitsOptions>, IValidateOptions<UplinkOptions>
{
    private const string Message = $"{ClusterOptions.SectionName}:{nameof(ClusterOptions.MaxMessageBytes)}";

    public ValidateOptionsResult Validate(string? name, LimitsOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        var maxFrameBytes = packets.Value.MaxFrameBytes;
        Check(faults, $"{LimitsOptions.SectionName}:{nameof(PacketLimitsOptions.MaxFrameBytes)}", maxFrameBytes);
        Check(faults, $"{LimitsOptions.SectionName}:{nameof(LimitsOptions.MaxProfileBytes)}", options.MaxProfileBytes);
        if (MessageRoom.Of(cluster) is { } room && (long)maxFrameBytes + options.MaxProfileBytes > room)
        {
            faults.AddError(
                $"{LimitsOptions.SectionName}:{nameof(PacketLimitsOptions.MaxFrameBytes)} and {nameof(LimitsOptions.MaxProfileBytes)} together are more than three quarters of {Message} ({cluster.Value.MaxMessageBytes}), which one message between nodes has for them.");
        }

        return faults.Build();
    }

    public ValidateOptionsResult Validate(string? name, UplinkOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        Check(faults, $"{UplinkOptions.SectionName}:{nameof(UplinkOptions.MaxBatchBytes)}", options.MaxBatchBytes);
        return faults.Build();
    }

    private void Check(ValidateOptionsResultBuilder faults, string setting, long bytes)
    {
        if (MessageRoom.Of(cluster) is { } room && bytes > room)
        {
            faults.AddError($"{setting} ({bytes}) is more than three quarters of {Message} ({cluster.Value.MaxMessageBytes}).");
        }
    }
}
