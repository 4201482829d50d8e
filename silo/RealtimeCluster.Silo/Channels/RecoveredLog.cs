using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Silo.Channels;

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

    /// <summary>Whether the gateways agree. If not, two owners gave out the same offsets, and the log must begin a new epoch.</summary>
    public required bool IsConsistent { get; init; }

    /// <summary>The same members in an epoch in which nobody can prove to have missed nothing.</summary>
    /// <param name="epoch">The new epoch.</param>
    public RecoveredLog InNewEpoch(long epoch) => new()
    {
        Epoch = epoch,
        LastOffset = LastOffset,
        Tail = [],
        Members = [.. Members.Select(static member => new LogMember(member.ConnectionId, member.Gateway, member.Profile)
        {
            JoinedAt = LogMember.Unproven,
            IsResumable = member.IsResumable,
        })],
        Batches = Batches,
        IsConsistent = true,
    };
}
