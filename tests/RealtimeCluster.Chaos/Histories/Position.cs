namespace RealtimeCluster.Chaos.Histories;

/// <summary>A place in a channel's events, as an acknowledgement gives it.</summary>
/// <param name="Epoch">The life of the numbering.</param>
/// <param name="Offset">The number in it.</param>
internal readonly record struct Position(string Epoch, long Offset);
