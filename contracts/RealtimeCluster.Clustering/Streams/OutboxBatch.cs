using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>What one silo had waiting for one gateway: envelopes of all its channels, in order.</summary>
[GenerateSerializer, Immutable, Alias("realtime.outbox-batch")]
public sealed class OutboxBatch
{
    /// <summary>The silo that sends.</summary>
    [Id(0)]
    public required SiloAddress Sender { get; init; }

    /// <summary>Grows by one with every new batch of this sender to this gateway; a repeated batch keeps its number.</summary>
    [Id(1)]
    public required long Sequence { get; init; }

    /// <summary>The envelopes.</summary>
    [Id(2)]
    public required Envelope[] Envelopes { get; init; }
}
