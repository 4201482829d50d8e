using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Silo.Log.Members;

namespace RealtimeCluster.Silo.Log.Recovery;

/// <summary>A member of a log that is handed over.</summary>
/// <param name="ConnectionId">The member.</param>
/// <param name="Gateway">Where it is; <see langword="null"/> while it is away.</param>
/// <param name="Profile">What it shows.</param>
/// <param name="JoinedAt">See <see cref="LogMember.JoinedAt"/>.</param>
/// <param name="IsResumable">See <see cref="LogMember.IsResumable"/>.</param>
/// <param name="Generation">See <see cref="LogMember.Generation"/>.</param>
/// <param name="IsProfileUnknown">See <see cref="LogMember.IsProfileUnknown"/>.</param>
[GenerateSerializer, Immutable, Alias("realtime.estate-member")]
public sealed record EstateMember(
    [property: Id(0)] string ConnectionId,
    [property: Id(1)] GatewayId? Gateway,
    [property: Id(2)] Payload? Profile,
    [property: Id(3)] long JoinedAt,
    [property: Id(4)] bool IsResumable,
    [property: Id(5)] int Generation = 0,
    [property: Id(6)] bool IsProfileUnknown = false);
