namespace RealtimeCluster.Contracts.Channels;

/// <summary>What became of an <see cref="UplinkBatch"/>.</summary>
[GenerateSerializer, Immutable, Alias("realtime.uplink-reply")]
public sealed class UplinkReply
{
    /// <summary>The epoch of the owner that answers.</summary>
    [Id(0)]
    public required long Epoch { get; init; }

    /// <summary>The silo that hosts the owner: when it dies, the gateway asserts its members to the successor.</summary>
    [Id(1)]
    public SiloAddress? Host { get; init; }

    /// <summary>
    /// The owner's epoch is not the batch's: nothing was applied. The gateway asserts what it holds and repeats the batch.
    /// </summary>
    [Id(2)]
    public bool EpochMismatch { get; init; }

    /// <summary>One result for each command, in order; empty on an epoch mismatch.</summary>
    [Id(3)]
    public CommandResult[] Results { get; init; } = [];
}
