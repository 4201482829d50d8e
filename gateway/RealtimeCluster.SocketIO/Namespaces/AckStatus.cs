namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>How the wait for a client's acknowledgement ended.</summary>
public enum AckStatus
{
    /// <summary>The client answered.</summary>
    Answered,

    /// <summary>No answer came in time.</summary>
    TimedOut,

    /// <summary>The client is gone.</summary>
    Disconnected,

    /// <summary>Too many answers are outstanding; the event was not sent.</summary>
    TooMany,
}
