namespace RealtimeCluster.Gateway.Streams;

/// <summary>The consumer of this gateway's stream. The key is the gateway's silo address.</summary>
[GrainInterfaceType("realtime.gateway-stream")]
internal interface IGatewayStreamGrain : IGrainWithStringKey;
