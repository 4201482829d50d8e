namespace RealtimeCluster.Contracts.Connections;

/// <summary>Places a connection's grain on the gateway that gave the connection its id.</summary>
[GenerateSerializer, Immutable, Alias("realtime.connection-placement")]
public sealed class ConnectionPlacement : PlacementStrategy;
