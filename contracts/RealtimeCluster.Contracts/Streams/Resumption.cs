using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Streams;

/// <summary>One connection that a gateway takes over.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="After">The last offset it has: what follows in the replay is its.</param>
/// <param name="JoinedAt">The offset of its join; 0 in logs without members.</param>
/// <param name="Profile">What it shows as a member.</param>
/// <param name="Attempt">See <see cref="Channels.ChannelCommand.Attempt"/>.</param>
[GenerateSerializer, Immutable, Alias("realtime.resumption")]
public sealed record Resumption(
    [property: Id(0)] string ConnectionId,
    [property: Id(1)] long After,
    [property: Id(2)] long JoinedAt,
    [property: Id(3)] Payload? Profile,
    [property: Id(4)] long Attempt)
{
    /// <summary>The bytes it holds, which every bound counts.</summary>
    public int SizeBytes => 64 + (Profile?.SizeBytes ?? 0);
}
