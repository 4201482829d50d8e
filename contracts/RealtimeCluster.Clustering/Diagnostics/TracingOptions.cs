using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Clustering.Diagnostics;

/// <summary>Which publishes are traced.</summary>
public sealed class TracingOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Observability:Tracing";

    /// <summary>
    /// The share of publishes that begin a trace of their own, from 0 to 1; a request of the server API that shows a sampled
    /// <c>traceparent</c> is traced always. Default 0. A traced publish costs about a dozen spans; one that is not costs nothing.
    /// </summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; set; }
}
