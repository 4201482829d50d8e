namespace RealtimeCluster.Contracts.Sessions;

/// <summary>A session whose gateway is gone and that waits for another one.</summary>
/// <param name="Record">The session.</param>
/// <param name="Left">For how long it still waits.</param>
[GenerateSerializer, Immutable, Alias("realtime.lost-session")]
public sealed record LostSession([property: Id(0)] SessionRecord Record, [property: Id(1)] TimeSpan Left);
