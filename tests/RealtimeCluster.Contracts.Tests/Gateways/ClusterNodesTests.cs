using System.Collections.Immutable;
using System.Net;
using Orleans.Metadata;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Contracts.Tests.Gateways;

public sealed class ClusterNodesTests
{
    private static readonly SiloAddress Owner = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5001), 1);
    private static readonly SiloAddress Gateway = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5002), 1);

    private readonly ClusterNodes _nodes;
    private ImmutableDictionary<SiloAddress, ClusterMember> _members = ImmutableDictionary<SiloAddress, ClusterMember>.Empty;
    private ImmutableDictionary<SiloAddress, GrainManifest> _manifests = ImmutableDictionary<SiloAddress, GrainManifest>.Empty;

    public ClusterNodesTests()
    {
        Add(Owner, "realtime.channel");
        Add(Gateway, "realtime.gateway-stream");
        _nodes = new ClusterNodes(
            Stand.In<IClusterMembershipService>(_ => new ClusterMembershipSnapshot(_members, new MembershipVersion(1))),
            Stand.In<IClusterManifestProvider>(_ => new ClusterManifest(MajorMinorVersion.Zero, _manifests)));
    }

    [Fact]
    public void Get_AllAreActive_TellsWhatEachIs()
    {
        Assert.Equal([Owner], _nodes.GetOwners());
        Assert.Equal([Gateway], _nodes.GetGateways());
    }

    [Theory]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.Stopping)]
    public void Get_ANodeStopsAndHasLeftTheManifest_IsStillWhatItWas(SiloStatus status)
    {
        _nodes.Learn();
        Set(Owner, status);
        Set(Gateway, status);
        _manifests = _manifests.Clear();

        Assert.Equal([Owner], _nodes.GetOwners());
        Assert.Equal([Gateway], _nodes.GetGateways());
    }

    [Fact]
    public void Get_ANodeIsDead_IsNoneAnyMore()
    {
        _nodes.Learn();
        Set(Owner, SiloStatus.Dead);

        Assert.Empty(_nodes.GetOwners());
    }

    private void Add(SiloAddress node, string grain)
    {
        Set(node, SiloStatus.Active);
        _manifests = _manifests.Add(node, new GrainManifest(
            ImmutableDictionary<GrainType, GrainProperties>.Empty.Add(GrainType.Create(grain), new GrainProperties(ImmutableDictionary.Create<string, string>(StringComparer.Ordinal))),
            ImmutableDictionary<GrainInterfaceType, GrainInterfaceProperties>.Empty));
    }

    private void Set(SiloAddress node, SiloStatus status) => _members = _members.SetItem(node, new ClusterMember(node, status, node.ToString()));
}
