namespace RealtimeCluster.Contracts.Channels;

/// <summary>A place in a channel's log.</summary>
/// <remarks>
/// Offsets of one epoch are dense and start at 1; offset 0 is "before the first event". Positions of different epochs
/// cannot be compared: a new epoch means that continuity with the old numbering is not proven.
/// </remarks>
/// <param name="Epoch">The life of the numbering; a random value chosen when an owner starts a new log.</param>
/// <param name="Offset">The number of the event within the epoch.</param>
[GenerateSerializer, Immutable, Alias("realtime.stream-position")]
public readonly record struct StreamPosition([property: Id(0)] long Epoch, [property: Id(1)] long Offset);
