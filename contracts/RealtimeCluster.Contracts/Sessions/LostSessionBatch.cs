namespace RealtimeCluster.Contracts.Sessions;

/// <summary>What a shard has a gateway keep for the case that the shard's silo dies. Repeating it changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("realtime.lost-session-batch")]
public sealed class LostSessionBatch
{
    /// <summary>Sessions to keep until their time is over.</summary>
    [Id(0)]
    public LostSession[] Kept { get; init; } = [];

    /// <summary>Sessions that wait no more: they were taken over, or are over.</summary>
    [Id(1)]
    public EndedSession[] Ended { get; init; } = [];
}
