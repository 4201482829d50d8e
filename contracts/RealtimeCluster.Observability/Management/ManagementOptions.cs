using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Observability.Management;

/// <summary>The port for those who run a node: metrics and probes. It knows no credentials, so it is off unless asked for, and on loopback unless told otherwise.</summary>
public sealed class ManagementOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Management";

    /// <summary>TCP port of <c>/metrics</c>, <c>/started</c>, <c>/ready</c> and <c>/live</c>, by plain HTTP; 0 takes a free one. Default none: nothing listens.</summary>
    [Range(0, 65_535)]
    public int? Port { get; set; }

    /// <summary>
    /// The IP address it is bound to. Default <c>127.0.0.1</c>. Another one, such as <c>0.0.0.0</c> in a container, needs a network that lets in nobody
    /// but the probes and the Prometheus of the cluster.
    /// </summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>How long a probe may take before its answer is no. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
