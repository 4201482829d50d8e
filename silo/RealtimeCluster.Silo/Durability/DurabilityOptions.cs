using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Silo.Durability;

/// <summary>How logs and sessions are written behind to grain storage.</summary>
public sealed class DurabilityOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Realtime:Durability";

    /// <summary>
    /// Whether anything is written. Default: yes when <c>Orleans:GrainStorage:realtime</c> chooses a provider other than <c>Memory</c>.
    /// Memory storage dies with its silo; with it, set this to have channels nobody is in come back after they were put aside.
    /// </summary>
    public bool? Enabled { get; set; }

    /// <summary>
    /// How long changes of a log gather before they are written, at least. Default 1 s; what takes long to write is written less
    /// often, so that writing takes at most a tenth of the time.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most writes of a silo at one time. Default 32; more logs than that wait, and their changes gather.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentWrites { get; set; } = 32;

    /// <summary>
    /// Most logs and session shards of a silo that read their record at one time as they start. Default 256; others wait in line, and one that finds
    /// no room before Orleans would give it up is started again by its callers.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxConcurrentReads { get; set; } = 256;

    /// <summary>How long a write may take; then it counts as failed and is tried again. Default 10 s. All last writes of a silo that stops share it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an owner that starts or is put aside waits for storage. Default 2 s. When storage has answered nobody for that long, an owner does
    /// without: it starts with an empty history in a new epoch. Two such waits have to fit into the time that Orleans gives an activation.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause before a failed write is tried again; it starts with <see cref="Interval"/> and doubles. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);
}
