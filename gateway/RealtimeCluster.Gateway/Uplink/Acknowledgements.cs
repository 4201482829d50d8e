using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>What owners of a log acknowledged lately to this gateway.</summary>
/// <param name="Epoch">The epoch of the events; 0 when there are none.</param>
/// <param name="Events">The events, oldest first.</param>
/// <param name="Departed">Of the connections whose joins are among them those that went on elsewhere since.</param>
internal sealed record Acknowledgements(long Epoch, ChannelEvent[] Events, EndedSession[] Departed)
{
    /// <summary>From which term on answers count here; 0 where nothing was sent.</summary>
    public long Fence { get; init; }

    /// <summary>The term of the last owner that answered; 0 where none has.</summary>
    public long HeardTerm { get; init; }

    public static Acknowledgements None { get; } = new(0, [], []);
}
