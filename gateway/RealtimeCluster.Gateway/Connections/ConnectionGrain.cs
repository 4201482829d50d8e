using System.Diagnostics.CodeAnalysis;
using Orleans.Placement;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Connections;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.FanOut;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>
/// Gives a connection that this gateway gave its id an address in the cluster. One that was resumed elsewhere is found by its session, so only
/// who asks for it pays for that.
/// </summary>
[GrainType("realtime.connection")]
[ConnectionPlacement]
[Immovable]
internal sealed class ConnectionGrain(
    ConnectionRegistry registry,
    LocalConnections local,
    IGatewayClient gateways,
    ISiloStatusOracle silos,
    ILocalSiloDetails self,
    TimeProvider time) : Grain, IConnectionGrain
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private string ConnectionId => this.GetPrimaryKeyString();

    private ISessionShardGrain Shard => GrainFactory.GetGrain<ISessionShardGrain>(SessionShards.Of(ConnectionId));

    public Task<bool> SendAsync(string eventName, Payload payload)
    {
        if (!TryGet(out var connection))
        {
            return Task.FromResult(false);
        }

        connection.Send(EventEncoder.Encode(default, new ChannelEvent
        {
            Kind = ChannelEventKind.Message,
            Offset = 0,
            EventName = EventName.ToToken(eventName),
            Payload = payload,
            PayloadIsArguments = true,
        }));
        return Task.FromResult(true);
    }

    public async Task<bool> SendMessageAsync(string environment, string eventName, Payload payload)
    {
        if (local.TrySend(ConnectionId, environment, eventName, payload))
        {
            return true;
        }

        DeactivateOnIdle();
        return await FindElsewhereAsync(environment) is { IsLost: false } place
            && await gateways.Get(place.Gateway.Address).SendToConnectionAsync(ConnectionId, environment, eventName, payload).WaitAsync(Patience, time);
    }

    public Task<bool> DisconnectAsync(string reason)
    {
        if (!TryGet(out var connection))
        {
            return Task.FromResult(false);
        }

        connection.Disconnect(reason, "The server ended this connection.");
        return Task.FromResult(true);
    }

    public async Task<bool> EndAsync(string environment, string reason)
    {
        if (await local.EndAsync(ConnectionId, environment, reason))
        {
            return true;
        }

        DeactivateOnIdle();
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

    public Task<ConnectionDescription?> DescribeAsync() => Task.FromResult(TryGet(out var connection)
        ? new ConnectionDescription(
            connection.Id,
            connection.Grant?.Environment,
            connection.Grant?.UserId,
            connection.TransportName,
            [.. connection.Channels.Snapshot().Select(static channel => ChannelName.ToText(channel.Name))])
        : null);

    private async Task<SessionPlace?> FindElsewhereAsync(string environment)
    {
        var place = await Shard.FindAsync(ConnectionId).WaitAsync(Patience, time);
        return place?.Environment != environment || place.Gateway.Address.Equals(self.SiloAddress) ? null
            : silos.IsDeadSilo(place.Gateway.Address) ? place with { IsLost = true }
            : place;
    }

    // The grain outlives its connection only until it is idle: an id is never given twice.
    private bool TryGet([NotNullWhen(true)] out Connection? connection)
    {
        if (registry.TryGet(ConnectionId, out connection))
        {
            return true;
        }

        DeactivateOnIdle();
        return false;
    }
}
