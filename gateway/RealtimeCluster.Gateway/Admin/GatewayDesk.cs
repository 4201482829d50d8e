using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Looks after this gateway's connections for an administrator.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GatewayDesk(ConnectionRegistry connections, LocalConnections local, EngineDrain drain)
{
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
    public bool Send(string environment, string connectionId, string eventName, Payload payload) =>
        local.TrySend(connectionId, environment, eventName, payload);

    /// <summary>See <see cref="IGatewayDesk.DisconnectAsync"/>.</summary>
    public Task<bool> DisconnectAsync(string connectionId) => local.EndAsync(connectionId, "An administrator ended this connection.");

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
