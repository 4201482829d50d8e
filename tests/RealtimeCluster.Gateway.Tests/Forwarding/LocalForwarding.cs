using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using RealtimeCluster.Gateway.Forwarding;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Forwarding;

/// <summary>Forwards every request for an unknown session to the process itself.</summary>
internal sealed class LocalForwarding(IServiceProvider provider) : ISessionPeers, IForwardingClient
{
    /// <summary>The address both gateways have.</summary>
    public static readonly SiloAddress Address = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);

    private readonly LocalForwardingService _service = new(Lazy<OwnedPolls>(provider), Lazy<OwnedPosts>(provider), Lazy<OwnedRelays>(provider), Lazy<EdgeRelays>(provider), Lazy<EngineServers>(provider));

    public string NewId() => SessionId.Create();

    public IPeerSession Find(string sid) => new PeerSession(sid, Address, Address, _service, provider.GetRequiredService<PeerServices>());

    public IForwardingService Get(SiloAddress gateway) => _service;

    private static Lazy<T> Lazy<T>(IServiceProvider provider)
        where T : notnull => new(provider.GetRequiredService<T>);
}
