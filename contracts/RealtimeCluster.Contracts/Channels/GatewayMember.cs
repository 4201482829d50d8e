using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>A member as its gateway knows it.</summary>
/// <param name="ConnectionId">The member.</param>
/// <param name="Profile">What it shows.</param>
/// <param name="JoinedAt">The offset of its join; it has a right to every event after it.</param>
/// <param name="IsResumable">See <see cref="ChannelCommand.IsResumable"/>.</param>
/// <param name="Generation">See <see cref="ChannelCommand.Generation"/>.</param>
[GenerateSerializer, Immutable, Alias("realtime.gateway-member")]
public sealed record GatewayMember(
    [property: Id(0)] string ConnectionId,
    [property: Id(1)] Payload? Profile,
    [property: Id(2)] long JoinedAt = 0,
    [property: Id(3)] bool IsResumable = false,
    [property: Id(4)] int Generation = 0)
{
    /// <summary>About how many bytes it holds.</summary>
    public int SizeBytes => 64 + (Profile?.SizeBytes ?? 0);
}
