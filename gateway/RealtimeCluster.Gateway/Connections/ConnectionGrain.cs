using Orleans.Placement;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Connections;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.FanOut;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>Gives a connection of this gateway an address in the cluster.</summary>
[GrainType("realtime.connection")]
[ConnectionPlacement]
[Immovable]
internal sealed class ConnectionGrain(ConnectionRegistry registry) : Grain, IConnectionGrain
{
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

    public Task<bool> SendMessageAsync(string environment, string eventName, Payload payload)
    {
        if (!TryGet(out var connection) || connection.Grant?.Environment != environment)
        {
            return Task.FromResult(false);
        }

        connection.Send(EventEncoder.Encode(ChannelKey.ForBroadcast(environment), new ChannelEvent
        {
            Kind = ChannelEventKind.Message,
            Offset = 0,
            EventName = EventName.ToToken(eventName),
            Payload = payload,
        }));
        return Task.FromResult(true);
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

    public Task<ConnectionDescription?> DescribeAsync() => Task.FromResult(TryGet(out var connection)
        ? new ConnectionDescription(
            connection.Id,
            connection.Grant?.Environment,
            connection.Grant?.UserId,
            connection.TransportName,
            [.. connection.Channels.Snapshot().Select(static channel => ChannelName.ToText(channel.Name))])
        : null);

    // The grain outlives its connection only until it is idle: an id is never given twice.
    private bool TryGet([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Connection? connection)
    {
        if (registry.TryGet(this.GetPrimaryKeyString(), out connection))
        {
            return true;
        }

        DeactivateOnIdle();
        return false;
    }
}
