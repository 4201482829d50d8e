using System.Collections.Concurrent;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Tests.Environments;

/// <summary>Live connections that note why they were ended.</summary>
internal sealed class FakeConnections : IGrantedConnections
{
    private readonly ConcurrentQueue<FakeConnection> _connections = new();

    public IEnumerable<IGrantedConnection> Connections => _connections;

    public FakeConnection Add(ConnectionGrant? grant)
    {
        var connection = new FakeConnection(grant);
        _connections.Enqueue(connection);
        return connection;
    }
}
