using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Log.Members;

namespace RealtimeCluster.Silo.Log.Recovery;

/// <summary>What a successor goes on from: the state of a log as the gateways together prove it.</summary>
public sealed class RecoveredLog
{
    /// <summary>The epoch of the log.</summary>
    public required long Epoch { get; init; }

    /// <summary>Its last offset: the highest that anybody saw or was told.</summary>
    public required long LastOffset { get; init; }

    /// <summary>The last events, dense up to <see cref="LastOffset"/>.</summary>
    public required ChannelEvent[] Tail { get; init; }

    /// <summary>The members in the order of joining; those without a gateway are away.</summary>
    public required IReadOnlyList<LogMember> Members { get; init; }

    /// <summary>The last batch of each gateway that left a trace, and the offsets its commands became.</summary>
    public required IReadOnlyDictionary<GatewayId, RecoveredBatch> Batches { get; init; }

    /// <summary>
    /// Whether this is all that anybody saw: the gateways agree, and one of them has followed the log. If not, offsets may have been
    /// given that nobody knows of any more, and the log must begin a new epoch.
    /// </summary>
    public required bool IsProven { get; init; }

    /// <summary>The same log in an epoch that voids all positions of the old one.</summary>
    /// <param name="epoch">The new epoch.</param>
    public RecoveredLog InNewEpoch(long epoch)
    {
        // Others may have seen what these gateways do not know: only from the last hole on all is known.
        var hole = Array.FindLastIndex(Tail, static channelEvent => channelEvent.Kind == ChannelEventKind.Void);
        var knownFrom = hole + 1 < Tail.Length ? Tail[hole + 1].Offset : LastOffset + 1;
        return InNewEpoch(epoch, knownFrom);
    }

    private RecoveredLog InNewEpoch(long epoch, long knownFrom) => new()
    {
        Epoch = epoch,
        LastOffset = LastOffset,
        Tail = Tail,
        Members = [.. Members.Select(member => new LogMember(member.ConnectionId, member.Gateway, member.Profile)
        {
            // Who joined since has missed nothing.
            JoinedAt = member.JoinedAt >= knownFrom ? member.JoinedAt : LogMember.Unproven,
            IsResumable = member.IsResumable,
            Generation = member.Generation,
            IsProfileUnknown = member.IsProfileUnknown,
        })],
        Batches = Batches,
        IsProven = true,
    };
}
