using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>
/// What a gateway holds of a channel, told to an owner that does not know it: the successor of one that is gone.
/// </summary>
[GenerateSerializer, Immutable, Alias("realtime.gateway-assertion")]
public sealed class GatewayAssertion
{
    /// <summary>The gateway that speaks.</summary>
    [Id(0)]
    public required GatewayId Gateway { get; init; }

    /// <summary>Its members, in the order of joining.</summary>
    [Id(1)]
    public Member[] Members { get; init; } = [];

    /// <summary>Whether it wants the events although it has no members (broadcast and user channels).</summary>
    [Id(2)]
    public bool Attached { get; init; }
}
