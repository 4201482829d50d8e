using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Sessions;

/// <summary>What changed on one gateway since its last batch to a shard. Repeating a batch changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("realtime.session-batch")]
public sealed class SessionBatch
{
    /// <summary>The gateway that sends.</summary>
    [Id(0)]
    public required GatewayId Gateway { get; init; }

    /// <summary>Sessions as they are now.</summary>
    [Id(1)]
    public SessionRecord[] Saved { get; init; } = [];

    /// <summary>What changed in sessions that were saved before.</summary>
    [Id(3)]
    public SessionChange[] Changed { get; init; } = [];

    /// <summary>Sessions that are over, with the generation that ended.</summary>
    [Id(2)]
    public EndedSession[] Ended { get; init; } = [];

    /// <summary>The same in batches of one item each, with the connection that each is of; in an order in which they may be sent.</summary>
    public IEnumerable<(string ConnectionId, SessionBatch Batch)> Singles() =>
    [
        .. Saved.Select(saved => (saved.ConnectionId, new SessionBatch { Gateway = Gateway, Saved = [saved] })),
        .. Changed.Select(changed => (changed.ConnectionId, new SessionBatch { Gateway = Gateway, Changed = [changed] })),
        .. Ended.Select(ended => (ended.ConnectionId, new SessionBatch { Gateway = Gateway, Ended = [ended] })),
    ];
}
