using Orleans.Placement;

namespace RealtimeCluster.Contracts.Connections;

/// <summary>Marks the grain class that is placed by <see cref="ConnectionPlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ConnectionPlacementAttribute() : PlacementAttribute(new ConnectionPlacement());
