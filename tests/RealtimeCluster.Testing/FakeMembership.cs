using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Orleans.Metadata;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Membership;

namespace RealtimeCluster.Testing;

/// <summary>The nodes of a cluster as a test says they are, and what each of them hosts.</summary>
public sealed class FakeMembership
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Channel<ClusterMembershipSnapshot> _updates = Channel.CreateUnbounded<ClusterMembershipSnapshot>();
    private readonly Channel<bool> _taken = Channel.CreateUnbounded<bool>();
    private readonly ClusterManifest _manifest;
    private ImmutableDictionary<SiloAddress, ClusterMember> _members = ImmutableDictionary<SiloAddress, ClusterMember>.Empty;
    private long _version;

    /// <summary>A cluster of two nodes.</summary>
    /// <param name="owner">One that owns channels.</param>
    /// <param name="gateway">One that owns sockets.</param>
    public FakeMembership(SiloAddress owner, SiloAddress gateway)
    {
        _manifest = new ClusterManifest(MajorMinorVersion.Zero, ImmutableDictionary<SiloAddress, GrainManifest>.Empty
            .Add(owner, Hosting("realtime.channel"))
            .Add(gateway, Hosting("realtime.gateway-stream")));
        Service = Stand.In<IClusterMembershipService>(method => method.Name switch
        {
            "get_CurrentSnapshot" => Current,
            "get_MembershipUpdates" => ReadAsync(),
            _ => throw new NotSupportedException(method.Name),
        });
        Nodes = new ClusterNodes(Service, Stand.In<IClusterManifestProvider>(_ => _manifest));
        Set(owner, SiloStatus.Active);
        Set(gateway, SiloStatus.Active);
    }

    /// <summary>Who is alive.</summary>
    public IClusterMembershipService Service { get; }

    /// <summary>What they are.</summary>
    public ClusterNodes Nodes { get; }

    /// <summary>Those that die.</summary>
    public NodeLosses Losses => new(Service, Nodes);

    private ClusterMembershipSnapshot Current => new(_members, new MembershipVersion(_version));

    /// <summary>A node is something else now, which nobody is told yet.</summary>
    public void Set(SiloAddress node, SiloStatus status)
    {
        _members = _members.SetItem(node, new ClusterMember(node, status, node.ToString()));
        _version++;
    }

    /// <summary>Tells whoever listens, and waits until it is done with that.</summary>
    public async Task TellAsync()
    {
        _updates.Writer.TryWrite(Current);
        using var deadline = new CancellationTokenSource(Deadline);
        await _taken.Reader.ReadAsync(deadline.Token);
    }

    private static GrainManifest Hosting(string grain) => new(
        ImmutableDictionary<GrainType, GrainProperties>.Empty.Add(GrainType.Create(grain), new GrainProperties(ImmutableDictionary.Create<string, string>(StringComparer.Ordinal))),
        ImmutableDictionary<GrainInterfaceType, GrainInterfaceProperties>.Empty);

    private async IAsyncEnumerable<ClusterMembershipSnapshot> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var snapshot in _updates.Reader.ReadAllAsync(cancellationToken))
        {
            yield return snapshot;
            _taken.Writer.TryWrite(true);
        }
    }
}
