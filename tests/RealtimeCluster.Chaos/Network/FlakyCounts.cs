namespace RealtimeCluster.Chaos.Network;

/// <summary>What a flaky proxy did to one kind of request.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Requests">How many came while it was flaky.</param>
/// <param name="Faults">Of them how many met which fault.</param>
internal sealed record FlakyCounts(RequestKind Kind, int Requests, IReadOnlyDictionary<RequestFault, int> Faults);
