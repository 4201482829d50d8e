using Orleans.Runtime.Placement;

namespace RealtimeCluster.Contracts.Connections;

/// <summary>
/// Finds the gateway of a connection by the tag in the connection's id. Where that gateway is gone any other one serves: it
/// answers that it does not know the connection.
/// </summary>
internal sealed class ConnectionPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var connectionId = target.GrainIdentity.Key.ToString() ?? string.Empty;
        var gateways = context.GetCompatibleSilos(target);
        foreach (var gateway in gateways)
        {
            if (ConnectionId.IsOf(connectionId, gateway))
            {
                return Task.FromResult(gateway);
            }
        }

        return Task.FromResult(gateways[0]);
    }
}
