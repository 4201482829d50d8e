using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Silo.Durability;

/// <summary>What grain storage holds of one log or one session shard.</summary>
[GenerateSerializer, Immutable, Alias("realtime.snapshot")]
public sealed record Snapshot
{
    /// <summary>The life that wrote it: one with a lower term must not overwrite it.</summary>
    [Id(0)]
    public long Term { get; init; }

    /// <summary>
    /// Whether nothing happened after it: its owner ended, nobody took over from it, and nobody has claimed it since. Only then it says
    /// all that anybody saw.
    /// </summary>
    [Id(1)]
    public bool IsFinal { get; init; }

    /// <summary>When it was taken, by its silo's clock.</summary>
    [Id(2)]
    public DateTimeOffset TakenAt { get; init; }

    /// <summary>Of a log: everything its owner knew.</summary>
    [Id(3)]
    public LogEstate? Log { get; init; }

    /// <summary>Of a shard: its sessions.</summary>
    [Id(4)]
    public SessionRecord[] Sessions { get; init; } = [];

    /// <summary>Set by <see cref="SnapshotSerializer"/> when what was stored could not be read. Never stored.</summary>
    [field: NonSerialized]
    internal SnapshotFault? Unreadable { get; init; }

    /// <summary>About how many bytes of events, profiles and sessions it holds.</summary>
    public long SizeBytes => (Log?.SizeBytes ?? 0) + Sessions.Sum(static session => session.SizeBytes);
}
