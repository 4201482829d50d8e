namespace RealtimeCluster.Contracts.Sessions;

/// <summary>A session nobody will come back to.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Generation">A later takeover is not ended by it.</param>
[GenerateSerializer, Immutable, Alias("realtime.ended-session")]
public readonly record struct EndedSession([property: Id(0)] string ConnectionId, [property: Id(1)] int Generation);
