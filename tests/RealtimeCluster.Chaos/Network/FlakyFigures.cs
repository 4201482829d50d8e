namespace RealtimeCluster.Chaos.Network;

/// <summary>What a flaky proxy did.</summary>
/// <param name="Requests">For each kind of request that came while it was flaky.</param>
/// <param name="CutWebSocketCount">How many WebSockets it cut.</param>
internal sealed record FlakyFigures(IReadOnlyList<FlakyCounts> Requests, int CutWebSocketCount);
