using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>The times and sizes of what gateways do for sessions of each other.</summary>
public sealed class ForwardingOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Gateway:Forwarding";

    /// <summary>
    /// Time one call between gateways is held while there is nothing to answer; then it is made again. Default 10 s. A call is
    /// given up after 30 s, so this must stay well below.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:20")]
    public TimeSpan CallHold { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time without a word from the gateway that forwards a request, after which its owner takes that request for lost and closes
    /// the session. Default 40 s. A gateway that is known to be dead is not waited for.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan RequestLease { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>Most bytes of a polling body or of one frame that one call carries; larger ones take several calls. Default 1 MiB.</summary>
    [Range(1_024, 64 * 1024 * 1024)]
    public int MaxCallBytes { get; set; } = 1024 * 1024;
}
