using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>How the HTTP API for servers behaves. Who may use it, <c>Realtime:ServerTokens</c> says.</summary>
public sealed class ServerApiOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Gateway:ServerApi";

    /// <summary>Whether <c>/v1/openapi.json</c> and <c>/v1/docs</c> are there, for everybody. Default yes.</summary>
    public bool Documentation { get; set; } = true;

    /// <summary>Most events of one batch. Default 10 000. One with more is refused as <c>batch_too_large</c>.</summary>
    [Range(1, 1_000_000)]
    public int MaxBatchCount { get; set; } = 10_000;

    /// <summary>How long a request's body may take to come, beside a second for each 16 KiB of it. Default 60 s. Then the request is refused as <c>body_timeout</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(60);
}
