using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Connections;

/// <summary>
/// One live connection, addressed by its id from anywhere in the cluster. The key is the connection's id.
/// </summary>
/// <remarks>
/// It comes to life on the gateway that gave the connection its id when it is first addressed, and never before: deliveries do
/// not pass through it. Of a connection that was resumed on another gateway it asks that one. A call about a connection that is gone
/// answers <see langword="false"/>.
/// </remarks>
[GrainInterfaceType("realtime.connection")]
public interface IConnectionGrain : IGrainWithStringKey
{
    /// <summary>What the <c>exception</c> event before the end says its code is.</summary>
    const string DisconnectedCode = "disconnected_by_server";

    /// <summary>Sends one event to this connection alone; it receives <c>{channel: null, message}</c>, as of a broadcast.</summary>
    /// <param name="environment">The environment the connection must be of: nothing crosses it.</param>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">The value of <c>message</c>.</param>
    /// <returns>Whether the connection was there, in that environment, and took it.</returns>
    [Alias("SendMessage")]
    Task<bool> SendMessageAsync(string environment, string eventName, Payload payload);

    /// <summary>
    /// Ends it for good, wherever it is and also while its client is gone: the client is told by an <c>exception</c> event with code
    /// <see cref="DisconnectedCode"/>, sees <c>io server disconnect</c>, and cannot resume it.
    /// </summary>
    /// <param name="environment">The environment the connection must be of: nothing crosses it.</param>
    /// <param name="reason">The <c>message</c> of that event.</param>
    /// <returns>Whether it was there, and in that environment.</returns>
    [Alias("End")]
    Task<bool> EndAsync(string environment, string reason);
}
