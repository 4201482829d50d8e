using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Streams;

/// <summary>The last messages before a join, for the member that joined.</summary>
/// <param name="ConnectionId">The member.</param>
/// <param name="Events">The messages, offsets ascending, all of them before the join.</param>
[GenerateSerializer, Immutable, Alias("realtime.rewind")]
public sealed record Rewind([property: Id(0)] string ConnectionId, [property: Id(1)] ChannelEvent[] Events);
