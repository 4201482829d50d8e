namespace RealtimeCluster.Clustering.Nodes;

/// <summary>How a node is at one moment.</summary>
/// <remarks>
/// Counts only grow, from the first report of this life of the node on. A rate is the difference of two counts by the difference of
/// <see cref="Uptime"/>, so clocks of different nodes need not agree and it does not matter who asked, or how often.
/// </remarks>
[GenerateSerializer, Immutable, Alias("realtime.node-report")]
public sealed record NodeReport
{
    /// <summary>How long the node has been running, by its own clock.</summary>
    [Id(0)]
    public required TimeSpan Uptime { get; init; }

    /// <summary>The processor time the process has used, on all its cores.</summary>
    [Id(1)]
    public required TimeSpan ProcessorTime { get; init; }

    /// <summary>How many cores the process may use.</summary>
    [Id(2)]
    public required int ProcessorCount { get; init; }

    /// <summary>Its resident memory in bytes.</summary>
    [Id(3)]
    public required long WorkingSetBytes { get; init; }

    /// <summary>The bytes of its managed heap.</summary>
    [Id(4)]
    public required long HeapBytes { get; init; }

    /// <summary>The machine's name.</summary>
    [Id(5)]
    public required string MachineName { get; init; }

    /// <summary>What it says as a gateway; <see langword="null"/> when it is none.</summary>
    [Id(6)]
    public GatewayReport? Gateway { get; init; }

    /// <summary>What it says as an owner of channels; <see langword="null"/> when it is none.</summary>
    [Id(7)]
    public OwnerReport? Owner { get; init; }
}
