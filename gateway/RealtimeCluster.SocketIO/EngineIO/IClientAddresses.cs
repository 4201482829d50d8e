using System.Net;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Says which address a client has.</summary>
internal interface IClientAddresses
{
    /// <summary>The client's address; null if it is not known.</summary>
    /// <param name="request">The request it began with.</param>
    IPAddress? Find(HandshakeRequest request);
}
