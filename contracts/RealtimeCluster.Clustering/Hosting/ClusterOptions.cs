using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Which cluster a node belongs to and where it listens for the other nodes.</summary>
public sealed class ClusterOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Cluster";

    /// <summary>
    /// StackExchange.Redis connection string of the membership table. Redis is asked when nodes come and go, never for a message.
    /// Without a membership table the node is a cluster of its own, which only a process that is silo and gateway at once can use.
    /// </summary>
    public string? Redis { get; set; }

    /// <summary>
    /// The account whose Azure tables hold the membership, in place of <see cref="Redis"/>; asked no more often. Default none. A connection string of Azure Storage, the URI
    /// of the table service with a shared access signature, or that URI alone (https) for nodes that show the identity they run under. All nodes
    /// need the same; the table is <c>OrleansSiloInstances</c>, made when it is not there.
    /// </summary>
    public string? AzureTables { get; set; }

    /// <summary>Nodes with the same id form one cluster. Default <c>realtime</c>.</summary>
    [Required]
    public string ClusterId { get; set; } = "realtime";

    /// <summary>The name grains are stored under; it outlives clusters. Default <c>realtime</c>.</summary>
    [Required]
    public string ServiceId { get; set; } = "realtime";

    /// <summary>TCP port for the other nodes; 0 takes a free one. Default 0 without a membership table, else 11111.</summary>
    [Range(0, 65_535)]
    public int? SiloPort { get; set; }

    /// <summary>TCP port for Orleans clients; 0 switches it off. Default 0 without a membership table, else 30000.</summary>
    [Range(0, 65_535)]
    public int? ClientPort { get; set; }

    /// <summary>The IP address other nodes reach this one at. Default: loopback without a membership table, else the host's first address.</summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>
    /// Whether a node is declared dead as soon as its address refuses connections, in about a quarter of a second. Default true. Switch it off where
    /// something between the nodes refuses in the name of nodes that live, such as a firewall that resets; then missed probes decide.
    /// </summary>
    public bool TrustRefusals { get; set; } = true;

    /// <summary>
    /// How long a node may take to answer a probe of another one; after three such misses, seen by two nodes where there are as many, it is declared dead. Default
    /// 750 ms: from a loss to the verdict two to three seconds, and no process may stand still for longer than two. Give more where nodes share busy
    /// machines. Must be the same on all nodes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.250", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromMilliseconds(750);

    /// <summary>
    /// The largest message between nodes in bytes. Default 256 MiB. Everything between nodes is cut far below it, so that it bounds single things: the largest
    /// packet of a client, a profile, a session. What is larger cannot be sent and is given up: whoever sent it is told, whoever was to get it sees a gap. Give
    /// more where <c>Realtime:Limits</c> permits more. Must be the same on all nodes.
    /// </summary>
    [Range(32 * 1024 * 1024, 2_000_000_000)]
    public int MaxMessageBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>The largest single thing that a message takes beside what surrounds it.</summary>
    public long GetMaxItemBytes() => MaxMessageBytes - (MaxMessageBytes / 4L);

    /// <summary>
    /// Whether the nodes are pods of one Kubernetes namespace. Default false. If so, a node is named like its pod, two of the nodes follow the pods through the
    /// Kubernetes API, and one whose pod is gone is declared dead at once. All nodes of a cluster need the same value: one without it has no pod by its
    /// name and would be declared dead.
    /// </summary>
    public bool Kubernetes { get; set; }

    /// <summary>
    /// Whether this node feeds the Orleans Dashboard, which gateways then show behind the admin page's guard. Default false: every grain call is
    /// timed while somebody looks at it, and statistics are gathered each second even if nobody does. Must be the same on all nodes.
    /// </summary>
    public bool OrleansDashboard { get; set; }
}
