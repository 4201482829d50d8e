using Orleans.Concurrency;
using Orleans.Placement;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Contracts.Connections;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>
/// Gives a connection that this gateway gave its id an address in the cluster. One that was resumed elsewhere is found by its session, so only
/// who asks for it pays for that.
/// </summary>
/// <remarks>
/// Reentrant: it keeps no state, and of several calls for a connection on another gateway none waits for the others. It goes by itself when nobody has
/// addressed it for a while. An activation that ended itself with each call for a connection elsewhere had those behind it forwarded until Orleans gave
/// them up.
/// </remarks>
[GrainType("realtime.connection")]
[ConnectionPlacement]
[Immovable]
[Reentrant]
[CollectionAgeLimit(Minutes = 2)]
internal sealed class ConnectionGrain(
    LocalConnections local,
    IGatewayClient gateways,
    ISiloStatusOracle silos,
    ILocalSiloDetails self,
    TimeProvider time) : Grain, IConnectionGrain
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private string ConnectionId => this.GetPrimaryKeyString();

    private ISessionShardGrain Shard => GrainFactory.GetGrain<ISessionShardGrain>(SessionShards.Of(ConnectionId));

    public async Task<bool> SendMessageAsync(string environment, string eventName, Payload payload)
    {
        if (local.TrySend(ConnectionId, environment, eventName, payload))
        {
            return true;
        }

        return await FindElsewhereAsync(environment) is { IsLost: false } place
            && await gateways.Get(place.Gateway.Address).SendToConnectionAsync(ConnectionId, environment, eventName, payload).WaitAsync(Patience, time);
    }

    public async Task<bool> EndAsync(string environment, string reason)
    {
        if (await local.EndAsync(ConnectionId, environment, reason))
        {
            return true;
        }

        if (await FindElsewhereAsync(environment) is not { } place)
        {
            return false;
        }

        if (!place.IsLost)
        {
            return await gateways.Get(place.Gateway.Address).EndConnectionAsync(ConnectionId, environment, reason).WaitAsync(Patience, time);
        }

        // Nobody is there to be told: it is enough that nobody can come back to it.
        await Shard.SaveAsync(new SessionBatch
        {
            Gateway = new GatewayId(self.SiloAddress),
            Ended = [new EndedSession(ConnectionId, place.Generation)],
        }).WaitAsync(Patience, time);
        return true;
    }

    private async Task<SessionPlace?> FindElsewhereAsync(string environment)
    {
        var place = await FindAsync();
        return place?.Environment != environment || place.Gateway.Address.Equals(self.SiloAddress) ? null
            : silos.IsDeadSilo(place.Gateway.Address) ? place with { IsLost = true }
            : place;
    }

    private async Task<SessionPlace?> FindAsync()
    {
        try
        {
            return await Shard.FindAsync(ConnectionId).WaitAsync(Patience, time);
        }
        catch (Exception exception) when (exception is not TimeoutException)
        {
            // The shard has moved, or its silo is gone: its successor is asked.
            return await Shard.FindAsync(ConnectionId).WaitAsync(Patience, time);
        }
    }
}
