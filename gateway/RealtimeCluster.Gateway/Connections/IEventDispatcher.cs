using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>Handles the events that connections send.</summary>
internal interface IEventDispatcher
{
    /// <summary>Gives an event to the handler of its verb. One at a time for each connection; the next one waits for it.</summary>
    /// <param name="connection">Who sent it.</param>
    /// <param name="received">The event.</param>
    ValueTask DispatchAsync(Connection connection, ReceivedEvent received);
}
