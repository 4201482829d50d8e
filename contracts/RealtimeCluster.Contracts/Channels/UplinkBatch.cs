using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>The commands one gateway had waiting for one channel, in the order its connections gave them.</summary>
/// <remarks>
/// A gateway has one batch in flight for a channel and repeats it unchanged until it is answered. The owner recognises a
/// repetition by (<see cref="Gateway"/>, <see cref="Sequence"/>) and answers it as before without applying it again. Written as
/// <see cref="Wire.UplinkBatchCodec"/> says.
/// </remarks>
[Immutable, Alias("realtime.uplink-batch")]
public sealed class UplinkBatch
{
    /// <summary>The gateway that sends.</summary>
    public required GatewayId Gateway { get; init; }

    /// <summary>Grows with every new batch of this gateway to this channel.</summary>
    public required long Sequence { get; init; }

    /// <summary>The term of the owner the gateway knows; 0 when it knows none.</summary>
    public long Term { get; init; }

    /// <summary>The commands, at least one.</summary>
    public required ChannelCommand[] Commands { get; init; }

    /// <summary>The highest term the gateway has heard of: an owner with a lower one has been succeeded and must stop.</summary>
    public long Fence { get; init; }
}
