using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Client.Http.Hosting;

/// <summary>How a host outside the cluster speaks to it by HTTP.</summary>
public sealed class RealtimeHttpClientOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "RealtimeHttpClient";

    /// <summary>
    /// The addresses of gateways, or of the balancer before them: <c>https://realtime.example.com</c>. At least one; with several, the next one
    /// is asked when one does not answer.
    /// </summary>
    [MinLength(1)]
    public IList<Uri> BaseAddresses { get; } = [];

    /// <summary>One of the cluster's <c>Realtime:ServerTokens</c>. No default.</summary>
    [Required]
    public string? Token { get; set; }

    /// <summary>
    /// The environment the client speaks for. No default: without one, only clients made by
    /// <see cref="Contracts.Client.IRealtimeClient.ForEnvironment"/> can be used.
    /// </summary>
    public string? Environment { get; set; }

    /// <summary>How long a call waits for its answer in all. Default 10 s; past it the call throws <see cref="TimeoutException"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it waits for one gateway before it asks again, where that does no harm. Default 4 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(4);
}
