namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The errors of an Engine.IO request, by their number on the wire.</summary>
internal enum EngineError
{
    TransportUnknown = 0,
    SessionUnknown = 1,
    BadHandshakeMethod = 2,
    BadRequest = 3,
    UnsupportedVersion = 5,
}
