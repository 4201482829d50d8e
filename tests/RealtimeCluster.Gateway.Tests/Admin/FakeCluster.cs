using System.Net;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Gateway.Admin;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Gateway.Tests.Admin;

/// <summary>One gateway, one silo and one silo of a business.</summary>
internal sealed class FakeCluster : INodeClient, IGatewayDesks
{
    public static readonly SiloAddress Gateway = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5000), 1);
    public static readonly SiloAddress Silo = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 6000), 2);
    public static readonly SiloAddress Business = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 7000), 3);

    public FakeCluster() => Membership.Set(Business, SiloStatus.Active);

    public FakeMembership Membership { get; } = new(Silo, Gateway);

    public FakeNode GatewayNode { get; } = new();

    public FakeNode SiloNode { get; } = new();

    public FakeDesk Desk { get; } = new("connection-1");

    INodeService INodeClient.Get(SiloAddress node) =>
        node.Equals(Gateway) ? GatewayNode : node.Equals(Silo) ? SiloNode : throw new InvalidOperationException("It has no such service.");

    IGatewayDesk IGatewayDesks.Get(SiloAddress gateway) => Desk;
}
