using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>The live connections of this gateway, by id.</summary>
internal sealed class ConnectionRegistry : IGrantedConnections, IEventReceivers, IJoinedConnections
{
    private readonly ConcurrentDictionary<string, Connection> _connections = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _connections.Count;

    public IEnumerable<IGrantedConnection> Connections => _connections.Select(static pair => pair.Value);

    /// <summary>All of them.</summary>
    public IEnumerable<Connection> All => _connections.Select(static pair => pair.Value);

    public bool TryGet(string id, [NotNullWhen(true)] out Connection? connection) => _connections.TryGetValue(id, out connection);

    bool IEventReceivers.TryGet(string id, [NotNullWhen(true)] out EventReceiver? receiver)
    {
        var isFound = _connections.TryGetValue(id, out var connection);
        receiver = connection;
        return isFound;
    }

    public void FindIn(IReadOnlySet<ChannelKey> channels, Action<ChannelKey, EventReceiver> onFound)
    {
        foreach (var connection in All)
        {
            if (!connection.IsClosed && !connection.IsOver)
            {
                foreach (var channel in connection.Channels.Intersect(channels))
                {
                    onFound(channel, connection);
                }
            }
        }
    }

    /// <summary>Puts it in the place of an older attempt of its client; a newer one stays.</summary>
    public void Register(Connection connection) => _connections.AddOrUpdate(
        connection.Id, static (_, added) => added, static (_, former, added) => former.Generation > added.Generation ? former : added, connection);

    public void Unregister(Connection connection) =>
        _connections.TryRemove(new KeyValuePair<string, Connection>(connection.Id, connection));
}
