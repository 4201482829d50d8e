namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What runs on top of Engine.IO sessions: Socket.IO, or an echo in the protocol tests.</summary>
public interface IEngineIOApplication
{
    /// <summary>Takes charge of a session that has just been opened.</summary>
    /// <param name="session">The session; nothing has been received on it.</param>
    IEngineIOHandler Open(EngineSession session);
}
