using RealtimeCluster.Contracts.Connections;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>The other gateways of the cluster. A session's id begins with the tag of the gateway that owns it, as a connection's does.</summary>
internal sealed class ClusterPeers(GatewayDirectory directory, IForwardingClient client, PeerServices services) : ISessionPeers
{
    public string NewId() => ConnectionId.New(directory.Self);

    public IPeerSession? Find(string sid) =>
        directory.TryFind(sid, out var owner) ? new PeerSession(sid, owner, directory.Self, client.Get(owner), services) : null;
}
