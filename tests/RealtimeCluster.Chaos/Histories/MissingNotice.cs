namespace RealtimeCluster.Chaos.Histories;

/// <summary>A session was told that something of a channel is missing, and will not come.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="At">When it was told.</param>
internal readonly record struct MissingNotice(int Channel, TimeSpan At);
