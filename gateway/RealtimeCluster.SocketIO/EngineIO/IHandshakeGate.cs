namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Says whether this process can take a new session now.</summary>
/// <remarks>
/// A client whose handshake is refused comes again by itself; one whose CONNECT is refused does not. So who has no room says it here.
/// </remarks>
internal interface IHandshakeGate
{
    /// <summary><see langword="null"/> when it can; else when a client may try again, which the <c>503</c> tells it in <c>Retry-After</c>.</summary>
    TimeSpan? RetryAfter { get; }
}
