using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>The names of the streams that carry events to gateways: one stream for each life of each gateway.</summary>
public static class GatewayStreams
{
    /// <summary>The name of the stream provider.</summary>
    public const string ProviderName = "realtime-gateways";

    /// <summary>The name space of the streams.</summary>
    public const string Namespace = "realtime.gw";

    /// <summary>The stream of one gateway.</summary>
    /// <param name="gateway">The gateway.</param>
    public static StreamId GetStreamId(GatewayId gateway) => StreamId.Create(Namespace, gateway.ToString());
}
