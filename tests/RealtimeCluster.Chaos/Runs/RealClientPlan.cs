using RealtimeCluster.Chaos.Clients;

namespace RealtimeCluster.Chaos.Runs;

/// <summary>Which real clients are in a run.</summary>
internal static class RealClientPlan
{
    private const string Newest = "sio48";
    private static readonly (string Name, string Library)[] Versions = [("4.6", "sio46"), ("4.7", "sio47"), ("4.8", Newest)];
    private static readonly (string Name, string[] Transports)[] Transports =
        [("polling", ["polling"]), ("websocket", ["websocket"]), ("upgrade", ["polling", "websocket"])];

    /// <summary>The newest socket.io-client and altogic, as many of each.</summary>
    /// <param name="count">How many of each.</param>
    /// <param name="transports">The transports they may use; null for those of the library.</param>
    /// <param name="channels">The channels of each in turn.</param>
    public static IReadOnlyList<RealClient> Make(int count, IReadOnlyList<string>? transports, IReadOnlyList<int[]> channels) =>
        [.. Enumerable.Range(0, 2 * count).Select(number => number % 2 == 0
            ? new RealClient("socket.io", Newest, transports, channels[number % channels.Count])
            : new RealClient("altogic", "altogic", transports, channels[number % channels.Count]))];

    /// <summary>Every version of socket.io-client with every transport in turn.</summary>
    /// <param name="count">How many in all.</param>
    /// <param name="channels">The channels of each in turn.</param>
    /// <remarks>None with altogic: it joins without asking for an answer, so that nobody knows whether a join was lost with a request.</remarks>
    public static IReadOnlyList<RealClient> MakeOfEachKind(int count, IReadOnlyList<int[]> channels) =>
        [.. Enumerable.Range(0, count).Select(number =>
        {
            var (version, library) = Versions[number % Versions.Length];
            var (transport, transports) = Transports[number / Versions.Length % Transports.Length];
            return new RealClient($"socket.io {version} {transport}", library, transports, channels[number % channels.Count]);
        })];
}
