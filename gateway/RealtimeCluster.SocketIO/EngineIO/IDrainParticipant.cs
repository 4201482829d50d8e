namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Somebody who holds requests or connections that a host which stops has to be rid of.</summary>
internal interface IDrainParticipant
{
    /// <summary>The sessions are about to be closed. Must not block.</summary>
    void OnDrain();
}
