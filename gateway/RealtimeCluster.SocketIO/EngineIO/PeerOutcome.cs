namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What became of a request that another process served.</summary>
internal enum PeerOutcome
{
    /// <summary>It was served.</summary>
    Done,

    /// <summary>There is no such session there, or nobody there any more.</summary>
    SessionUnknown,

    /// <summary>The session does not take such a request now.</summary>
    BadRequest,

    /// <summary>The body was above the limit.</summary>
    TooLarge,
}
