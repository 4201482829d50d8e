using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Silo.Channels;

/// <summary>Consecutive events of a log and the gateways that get them.</summary>
/// <param name="Events">The events; none when there are only resumptions.</param>
/// <param name="Targets">The gateways, each once.</param>
/// <param name="LastOffset">The log's last offset after the events.</param>
public sealed record Outgoing(ChannelEvent[] Events, GatewayId[] Targets, long LastOffset)
{
    /// <summary>The connections that one of the targets takes over.</summary>
    public Resumption[] Resumptions { get; init; } = [];

    /// <summary>What they may have missed, up to the event before <see cref="Events"/>.</summary>
    public ChannelEvent[] Replay { get; init; } = [];

    /// <summary>See <see cref="Envelope.IsFill"/>.</summary>
    public bool IsFill { get; init; }

    /// <summary>The gateway that takes them over, or whose members <see cref="Rewinds"/> are for.</summary>
    public GatewayId ResumedOn { get; init; }

    /// <summary>What members that join in <see cref="Events"/> get first.</summary>
    public Rewind[] Rewinds { get; init; } = [];
}
