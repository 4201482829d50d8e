using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.EngineIO;
using RealtimeCluster.Gateway.FanOut;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Looks after this gateway's connections for an administrator.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GatewayDesk(ConnectionRegistry connections, EngineDrain drain)
{
    /// <summary>The code that a client is told before it is disconnected.</summary>
    public const string DisconnectCode = "disconnected_by_administrator";

    private const int MaxChannelCount = 20;

    /// <summary>See <see cref="IGatewayDesk.FindAsync"/>. Without an id it looks at every connection here until it has enough.</summary>
    public FoundConnection[] Find(ConnectionQuery query)
    {
        if (query.ConnectionId is { } id)
        {
            return connections.TryGet(id, out var connection) ? [Describe(connection)] : [];
        }

        return [.. connections.All
            .Where(connection => (query.Environment is null || connection.Grant?.Environment == query.Environment)
                && (query.UserId is null || connection.Grant?.UserId == query.UserId))
            .Take(query.MaxCount)
            .Select(Describe)];
    }

    /// <summary>See <see cref="IGatewayDesk.SendAsync"/>.</summary>
    public bool Send(string environment, string connectionId, string eventName, Payload payload)
    {
        if (!connections.TryGet(connectionId, out var connection) || connection.Grant?.Environment != environment)
        {
            return false;
        }

        connection.Send(EventEncoder.Encode(ChannelKey.ForBroadcast(environment), new ChannelEvent
        {
            Kind = ChannelEventKind.Message,
            Offset = 0,
            EventName = EventName.ToToken(eventName),
            Payload = payload,
        }));
        return true;
    }

    /// <summary>See <see cref="IGatewayDesk.DisconnectAsync"/>.</summary>
    public bool Disconnect(string connectionId)
    {
        if (!connections.TryGet(connectionId, out var connection))
        {
            return false;
        }

        connection.Disconnect(DisconnectCode, "An administrator ended this connection.");
        return true;
    }

    /// <summary>See <see cref="IGatewayDesk.DrainAsync"/>. The host awaits the end of it when it stops.</summary>
    public void Drain() => _ = drain.Begin();

    private static FoundConnection Describe(Connection connection)
    {
        var channels = connection.Channels.Snapshot();
        return new FoundConnection(
            connection.Id,
            connection.Grant?.Environment,
            connection.Grant?.UserId,
            connection.TransportName,
            [.. channels.Take(MaxChannelCount).Select(static channel => ChannelName.ToText(channel.Name))],
            channels.Length);
    }
}
