using System.Net;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>Finds the addresses of clients behind the proxies that the configuration trusts.</summary>
internal sealed class TrustedAddresses(EnvironmentRegistry registry) : IClientAddresses
{
    public IPAddress? Find(HandshakeRequest request) =>
        ClientAddress.Resolve(request.RemoteAddress, request.ForwardedFor, registry.Current.TrustedProxies);
}
