namespace RealtimeCluster.Chaos.Clients;

/// <summary>A client with a real library.</summary>
/// <param name="Name">What it is, in reports.</param>
/// <param name="Library">The package: <c>altogic</c>, or a version of socket.io-client.</param>
/// <param name="Transports">The transports it may use; null for those of the library, polling first.</param>
/// <param name="Channels">The channels it joins.</param>
internal sealed record RealClient(string Name, string Library, IReadOnlyList<string>? Transports, IReadOnlyList<int> Channels);
