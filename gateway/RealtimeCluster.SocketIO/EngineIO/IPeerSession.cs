namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>A session that another process owns, as one request for it needs it.</summary>
internal interface IPeerSession : IReadProgress
{
    /// <summary>Polls it, and writes the packets to the client. When they do not arrive there, the owner learns it.</summary>
    /// <param name="reply">Where the packets go.</param>
    Task<PeerOutcome> PollAsync(IPeerPollReply reply);

    /// <summary>Hands it the whole body of a POST.</summary>
    /// <param name="body">The body; not to be changed until the task completes.</param>
    Task<PeerOutcome> PostAsync(ReadOnlyMemory<byte> body);

    /// <summary>Tells it that the client's request failed here in a way that ends the session.</summary>
    /// <param name="reason">Why.</param>
    Task RefuseAsync(DisconnectReason reason);

    /// <summary>Announces a WebSocket that wants to take it over; null when the session is unknown there.</summary>
    /// <param name="isTextOnly">Whether its client takes binary packets only as base64 text.</param>
    Task<IPeerWebSocket?> OpenWebSocketAsync(bool isTextOnly);
}
