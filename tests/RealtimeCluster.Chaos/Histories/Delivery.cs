namespace RealtimeCluster.Chaos.Histories;

/// <summary>A message a session received.</summary>
/// <param name="MessageId">Which one.</param>
/// <param name="Channel">The channel it came in.</param>
/// <param name="At">When.</param>
/// <param name="OffsetHash">A hash of the trailing offset argument; 0 when there was none.</param>
internal readonly record struct Delivery(int MessageId, int Channel, TimeSpan At, int OffsetHash);
