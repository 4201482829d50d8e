namespace RealtimeCluster.Contracts.Gateways;

/// <summary>One life of one gateway process.</summary>
/// <remarks>
/// It is the gateway's silo address, generation included, so a restarted gateway is another id and nothing meant for
/// the old life can reach the new one.
/// </remarks>
/// <param name="Address">The silo address of the gateway.</param>
[GenerateSerializer, Immutable, Alias("realtime.gateway-id")]
public readonly record struct GatewayId([property: Id(0)] SiloAddress Address)
{
    /// <summary>The text form used as a stream key: <c>host:port@generation</c>.</summary>
    public override string ToString() => Address.ToParsableString();
}
