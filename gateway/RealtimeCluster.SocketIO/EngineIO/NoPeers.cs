namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>A server that is alone: ids say nothing, and a session that is not here is nowhere.</summary>
internal sealed class NoPeers : ISessionPeers
{
    public string NewId() => SessionId.Create();

    public IPeerSession? Find(string sid) => null;
}
