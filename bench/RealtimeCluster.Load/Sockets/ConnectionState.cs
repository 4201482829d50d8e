namespace RealtimeCluster.Load.Sockets;

/// <summary>How far a connection has come.</summary>
internal enum ConnectionState
{
    /// <summary>Not opened yet, or closed on purpose.</summary>
    Unopened,

    /// <summary>The TCP connect is under way.</summary>
    Connecting,

    /// <summary>The upgrade was asked for.</summary>
    Upgrading,

    /// <summary>The protocol's own handshake is under way.</summary>
    Greeting,

    /// <summary>The join was sent.</summary>
    Joining,

    /// <summary>A member of its channel.</summary>
    Ready,

    /// <summary>The leave was sent; events may still come.</summary>
    Leaving,

    /// <summary>Connected, and a member of nothing.</summary>
    Apart,

    /// <summary>A member that stopped reading on purpose, or reads late what it left.</summary>
    Stalled,

    /// <summary>Ended by the server or by a fault.</summary>
    Failed,
}
