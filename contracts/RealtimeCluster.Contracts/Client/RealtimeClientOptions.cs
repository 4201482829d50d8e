using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Contracts.Client;

/// <summary>How a host's <see cref="IRealtimeClient"/> behaves.</summary>
public sealed class RealtimeClientOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "RealtimeClient";

    /// <summary>
    /// The environment the client speaks for. No default: without one, only clients made by
    /// <see cref="IRealtimeClient.ForEnvironment"/> can be used.
    /// </summary>
    public string? Environment { get; set; }

    /// <summary>How long a call waits for its answer. Default 10 s; past it the call throws <see cref="TimeoutException"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Largest event in bytes, binary parts included. Default 100 000 000, that of the gateways' clients (<c>Realtime:Limits:MaxFrameBytes</c>). A larger one is
    /// not sent: the call throws <see cref="ArgumentException"/>.
    /// </summary>
    [Range(1_000, 1_000_000_000)]
    public int MaxEventBytes { get; set; } = 100_000_000;

    /// <summary>When a send is acknowledged. Default <see cref="SendAcknowledgement.Held"/>.</summary>
    public SendAcknowledgement Acknowledgement { get; set; }
}
