namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What a server of sessions knows of the others that clients may reach under the same address.</summary>
internal interface ISessionPeers
{
    /// <summary>Makes the id of a new session: 20 characters of <c>A-Za-z0-9_-</c>, unguessable since whoever knows one owns the session.</summary>
    string NewId();

    /// <summary>The session as another process may own it; null when no other process gave out that id.</summary>
    /// <param name="sid">Any text a client sent. It names no session of this process.</param>
    IPeerSession? Find(string sid);
}
