namespace RealtimeCluster.Contracts.Channels;

/// <summary>A piece of what is kept of a channel's log.</summary>
/// <param name="Events">Events that members see, offsets ascending.</param>
/// <param name="Position">The end of the log when it was read.</param>
/// <param name="IsComplete">Whether no event that was asked for is missing between the first and the last one here.</param>
[GenerateSerializer, Immutable, Alias("realtime.history-page")]
public sealed record HistoryPage(
    [property: Id(0)] ChannelEvent[] Events,
    [property: Id(1)] StreamPosition Position,
    [property: Id(2)] bool IsComplete);
