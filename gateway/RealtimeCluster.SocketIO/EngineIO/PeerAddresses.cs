using System.Net;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Takes the other end of the connection for the client: without a configuration no proxy is trusted.</summary>
internal sealed class PeerAddresses : IClientAddresses
{
    public IPAddress? Find(HandshakeRequest request) => request.RemoteAddress;
}
