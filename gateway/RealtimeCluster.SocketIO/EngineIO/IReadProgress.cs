namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Learns that something long comes in, behind which its sender's pong is stuck.</summary>
internal interface IReadProgress
{
    /// <summary>Another <see cref="InboundMemory.ProgressBytes"/> have come.</summary>
    void ReadMoved();
}
