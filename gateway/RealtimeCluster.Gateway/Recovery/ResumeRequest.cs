using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>A client's wish to go on with a connection it had.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Secret">The proof that it is its own.</param>
/// <param name="Positions">What it has of each log, by the log's name in positions.</param>
internal sealed record ResumeRequest(string ConnectionId, string Secret, Dictionary<string, ClientPosition> Positions);
