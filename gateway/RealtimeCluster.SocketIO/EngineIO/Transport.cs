namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>
/// What carries a session at the moment. A transport takes from the session's queue when it is told that something waits
/// there, and reports to the session when it ends.
/// </summary>
internal abstract class Transport
{
    public const string WebSocketName = "websocket";
    public const string PollingName = "polling";

    /// <summary>The name of the transport in a query string.</summary>
    public abstract string Name { get; }

    /// <summary>Writes what waits, if nobody does so yet. Does not wait for the client.</summary>
    public abstract void Flush();

    /// <summary>The session has begun to close: write what still waits, then say goodbye.</summary>
    /// <param name="reason">Why.</param>
    public abstract void OnClosing(DisconnectReason reason);

    /// <summary>Cuts the connection.</summary>
    public abstract void Abort();
}
