using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>The application's end of one client in one namespace.</summary>
public interface INamespaceHandler
{
    /// <summary>
    /// Learns that the client is connected. The client's CONNECT answer has just been enqueued: what is enqueued here is
    /// the next thing it sees, and nothing has been received from it.
    /// </summary>
    /// <param name="session">The way to the client.</param>
    void OnConnected(NamespaceSession session);

    /// <summary>Handles one event, in the order of receipt, one at a time.</summary>
    /// <param name="received">The event; its memory is valid until the task completes.</param>
    /// <remarks>While the task runs nothing more is read from the client.</remarks>
    ValueTask OnEventAsync(ReceivedEvent received);

    /// <summary>
    /// Learns that the client is gone. Called exactly once, also when the session ended between the application's
    /// acceptance and <see cref="OnConnected"/>, which is then not called. An event may still be being handled.
    /// </summary>
    /// <param name="reason">Why.</param>
    void OnDisconnected(DisconnectReason reason);
}
