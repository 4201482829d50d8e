using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>The commands one gateway had waiting for one channel, in the order its connections gave them.</summary>
/// <remarks>
/// A gateway has one batch in flight for a channel and repeats it unchanged until it is answered. The owner recognises a
/// repetition by (<see cref="Gateway"/>, <see cref="Sequence"/>) and answers it as before without applying it again.
/// </remarks>
[GenerateSerializer, Immutable, Alias("realtime.uplink-batch")]
public sealed class UplinkBatch
{
    /// <summary>The gateway that sends.</summary>
    [Id(0)]
    public required GatewayId Gateway { get; init; }

    /// <summary>Grows with every new batch of this gateway to this channel.</summary>
    [Id(1)]
    public required long Sequence { get; init; }

    /// <summary>The epoch the gateway knows the channel by; 0 when it knows none.</summary>
    [Id(2)]
    public long Epoch { get; init; }

    /// <summary>The commands, at least one.</summary>
    [Id(3)]
    public required ChannelCommand[] Commands { get; init; }
}
