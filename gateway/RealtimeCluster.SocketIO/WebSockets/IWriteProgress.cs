namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>Learns that a long write moves. A deadline for the whole would cut a slow client that takes bytes all the time.</summary>
internal interface IWriteProgress
{
    /// <summary>Most bytes of one part of a long write.</summary>
    const int PartBytes = 64 * 1024;

    /// <summary>Another part has been taken. Not called for what is taken at once.</summary>
    void OnWriteMoved();
}
