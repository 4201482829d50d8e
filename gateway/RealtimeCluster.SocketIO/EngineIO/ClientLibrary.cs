namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Tells from a handshake whether the client may be socket.io-client, the library that keeps what recovery needs and shows it when it comes back.</summary>
/// <remarks>
/// No library says what it is. socket.io-client writes its query in one order, behind whatever the app puts before it; python-socketio, whose handlers fail on one argument too
/// many, writes another. Ports that keep the order are known by the names their runtimes give themselves. A library that is taken for it wrongly gets an argument that it
/// does not need; one that is wrongly not taken for it asks for recovery in its <c>auth</c>.
/// </remarks>
internal static class ClientLibrary
{
    private const string Query = "EIO=4&transport=";

    private static readonly string[] OtherRuntimes = ["Dart/", "Python", "python-", "WebSocket++/", "Go-http-client/", "Java/"];

    /// <summary>Whether it may be socket.io-client.</summary>
    /// <param name="query">The query string of the handshake.</param>
    /// <param name="userAgent">Its <c>User-Agent</c>; browsers send one, Node.js mostly none.</param>
    public static bool MayRecover(string? query, string? userAgent) =>
        query?.Contains(Query, StringComparison.Ordinal) == true
        && (userAgent is null || !Array.Exists(OtherRuntimes, runtime => userAgent.StartsWith(runtime, StringComparison.Ordinal)));
}
