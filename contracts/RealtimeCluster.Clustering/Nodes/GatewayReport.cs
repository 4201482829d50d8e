namespace RealtimeCluster.Clustering.Nodes;

/// <summary>How a gateway is at one moment; see <see cref="NodeReport"/> for its counts.</summary>
[GenerateSerializer, Immutable, Alias("realtime.gateway-report")]
public sealed record GatewayReport
{
    /// <summary>Live connections.</summary>
    [Id(0)]
    public required int ConnectionCount { get; init; }

    /// <summary>Open sessions: connections, and those that are not let in yet or say goodbye.</summary>
    [Id(1)]
    public required int SessionCount { get; init; }

    /// <summary>Channels with members here.</summary>
    [Id(2)]
    public required int ChannelCount { get; init; }

    /// <summary>Count of events received from clients.</summary>
    [Id(3)]
    public required long ReceivedCount { get; init; }

    /// <summary>Count of events of clients that were refused.</summary>
    [Id(4)]
    public required long RefusedCount { get; init; }

    /// <summary>Count of events appended to the output of connections.</summary>
    [Id(5)]
    public required long DeliveredCount { get; init; }

    /// <summary>Count of events that slow clients missed.</summary>
    [Id(6)]
    public required long DroppedCount { get; init; }

    /// <summary>
    /// How long an event took just now from here to an owner on a silo and back on this gateway's stream; <see langword="null"/> when none
    /// came round in time.
    /// </summary>
    [Id(7)]
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>Whether it closes its sessions and takes no new ones.</summary>
    [Id(8)]
    public required bool IsDraining { get; init; }
}
