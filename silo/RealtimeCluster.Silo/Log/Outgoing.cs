using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Silo.Log;

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

    /// <summary>The gateway that takes them over, or whose members <see cref="Rewind"/> is for.</summary>
    public GatewayId ResumedOn { get; init; }

    /// <summary>See <see cref="Envelope.Rewind"/>.</summary>
    public ChannelEvent[] Rewind { get; init; } = [];

    /// <summary>Whether there is something for the one gateway <see cref="ResumedOn"/> only.</summary>
    public bool HasOwn => Resumptions.Length > 0 || Rewind.Length > 0;

    /// <summary>What a gateway gets.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="term">Its owner's term.</param>
    /// <param name="isOwn">Whether it is for <see cref="ResumedOn"/>.</param>
    /// <returns><see langword="null"/> when there is nothing for it.</returns>
    public Envelope? ToEnvelope(ChannelKey channel, long epoch, long term, bool isOwn) => !isOwn && Events.Length == 0 && !IsFill ? null : new Envelope
    {
        Channel = channel,
        Epoch = epoch,
        Term = term,
        Events = Events,
        LastOffset = LastOffset,
        IsFill = IsFill,
        Resumptions = isOwn ? Resumptions : [],
        Replay = isOwn ? Replay : [],
        Rewind = isOwn ? Rewind : [],
    };
}
