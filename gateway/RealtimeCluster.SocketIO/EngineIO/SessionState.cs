namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Where a session stands in its life.</summary>
internal enum SessionState
{
    /// <summary>Packets flow.</summary>
    Open,

    /// <summary>The application has let go; the transport still writes what waits and says goodbye.</summary>
    Closing,

    /// <summary>Nothing is left of it.</summary>
    Ended,
}
