namespace RealtimeCluster.Contracts.Channels;

/// <summary>What became of an <see cref="UplinkBatch"/>.</summary>
[GenerateSerializer, Immutable, Alias("realtime.uplink-reply")]
public sealed record UplinkReply
{
    /// <summary>The epoch of the owner that answers.</summary>
    [Id(0)]
    public required long Epoch { get; init; }

    /// <summary>The silo that hosts the owner: when it dies, the gateway asserts its members to the successor.</summary>
    [Id(1)]
    public SiloAddress? Host { get; init; }

    /// <summary>
    /// The gateway knows another owner: nothing was applied. It asserts what it holds and repeats the batch.
    /// </summary>
    [Id(2)]
    public bool TermMismatch { get; init; }

    /// <summary>One result for each command, in order; empty on a mismatch.</summary>
    [Id(3)]
    public CommandResult[] Results { get; init; } = [];

    /// <summary>The term of the owner that answers: one life of one activation. A later owner has a higher one.</summary>
    [Id(4)]
    public long Term { get; init; }

    /// <summary>The position that a result names.</summary>
    /// <param name="index">The command's place.</param>
    public StreamPosition Position(int index) => new(Epoch, Results[index].Offset);
}
