using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Connections;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Messages;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>What servers do to single connections of this gateway: those that are live, and those whose clients are gone for a moment.</summary>
internal sealed class LocalConnections(ConnectionRegistry registry, AwayConnections away, IOptions<PacketLimitsOptions> limits)
{
    /// <summary>Sends one event to a live connection.</summary>
    /// <returns>Whether it is here, of the environment, and served.</returns>
    public bool TrySend(string connectionId, string environment, string eventName, Payload payload)
    {
        if (!registry.TryGet(connectionId, out var connection) || connection.IsOver || connection.PauseReason is not null
            || connection.Grant?.Environment != environment)
        {
            return false;
        }

        var message = new ChannelEvent
        {
            Kind = ChannelEventKind.Message,
            Offset = 0,
            EventName = EventName.ToToken(eventName),
            Payload = payload,
        };
        connection.Send(EventEncoder.Encode(ChannelKey.ForBroadcast(environment), message, limits.Value.MaxAttachmentCount));
        return true;
    }

    /// <summary>Ends a connection for good.</summary>
    /// <returns>Whether it was here, and of the environment.</returns>
    public async Task<bool> EndAsync(string connectionId, string environment, string reason) =>
        TryFind(connectionId, out var connection) && connection.Grant?.Environment == environment && await EndAsync(connection, reason);

    /// <summary>Ends a connection for good, whatever its environment: for who administers all of them.</summary>
    /// <returns>Whether it was here.</returns>
    public async Task<bool> EndAsync(string connectionId, string reason) => TryFind(connectionId, out var connection) && await EndAsync(connection, reason);

    /// <summary>Ends the connections of a user for good.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> EndUserAsync(string environment, string userId, string reason)
    {
        var ended = await Task.WhenAll(registry.All.Concat(away.Connections)
            .Where(connection => connection.Grant is { } grant && grant.UserId == userId && grant.Environment == environment && !connection.IsOver)
            .Distinct()
            .Select(connection => EndAsync(connection, reason)));
        return ended.Count(static hasEnded => hasEnded);
    }

    // Its session first: a client that knows it was disconnected may come back at once, to any gateway.
    private async Task<bool> EndAsync(Connection connection, string reason)
    {
        await connection.ForgetAsync();
        if (connection.IsOver && !connection.HasLeft)
        {
            // Another gateway goes on with it.
            return false;
        }

        if (ReferenceEquals(away.Find(connection.Id), connection))
        {
            away.Remove(connection);
            connection.End();
        }

        connection.Disconnect(IConnectionGrain.DisconnectedCode, reason);
        return true;
    }

    private bool TryFind(string connectionId, [NotNullWhen(true)] out Connection? connection)
    {
        connection = registry.TryGet(connectionId, out var live) ? live : away.Find(connectionId);
        return connection?.IsOver == false;
    }
}
