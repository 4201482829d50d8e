namespace RealtimeCluster.Clustering.Nodes;

/// <summary>How a silo that owns channels is at one moment; see <see cref="NodeReport"/> for its counts.</summary>
[GenerateSerializer, Immutable, Alias("realtime.owner-report")]
public sealed record OwnerReport
{
    /// <summary>Channels it owns.</summary>
    [Id(0)]
    public required int ChannelCount { get; init; }

    /// <summary>All logs it owns: channels, broadcasts and user channels.</summary>
    [Id(1)]
    public required int LogCount { get; init; }

    /// <summary>Count of events that its owners gave an offset, as <c>realtime.silo.events</c> counts them.</summary>
    [Id(2)]
    public required long EventCount { get; init; }
}
