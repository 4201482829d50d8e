namespace RealtimeCluster.Chaos.Histories;

/// <summary>What the strangers of one kind did, and how they were answered.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="StrangerCount">How many there were.</param>
/// <param name="OperationCount">What they did: messages begun, credentials shown, joins, leaves, handshakes.</param>
/// <param name="ClosedCount">How often one of their connections was closed by the server.</param>
/// <param name="Answers">How often they were answered what: codes, statuses of HTTP, <c>ok</c>.</param>
internal sealed record StrangerTally(string Kind, int StrangerCount, long OperationCount, long ClosedCount, IReadOnlyDictionary<string, long> Answers);
