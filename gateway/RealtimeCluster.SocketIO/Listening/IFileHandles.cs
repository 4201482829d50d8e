namespace RealtimeCluster.SocketIO.Listening;

/// <summary>Tells whether the process may open more files, which sockets are too.</summary>
internal interface IFileHandles
{
    /// <summary>How many the process may have open; null where that is not known.</summary>
    long? Limit { get; }

    /// <summary>Whether so few are left that they are needed for other things than new connections.</summary>
    bool AreScarce();
}
