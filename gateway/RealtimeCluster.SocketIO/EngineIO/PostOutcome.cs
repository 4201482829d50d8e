namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>How a POST is answered.</summary>
internal enum PostOutcome
{
    Ok,
    BadRequest,
    TooLarge,
}
