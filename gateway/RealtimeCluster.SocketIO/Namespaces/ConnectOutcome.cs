using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>The answer to a CONNECT packet.</summary>
public readonly struct ConnectOutcome
{
    private ConnectOutcome(string? sid, INamespaceHandler? handler, ReadOnlyMemory<byte> data)
    {
        Sid = sid;
        Handler = handler;
        Data = data;
    }

    /// <summary>The id of the namespace session; null when refused.</summary>
    internal string? Sid { get; }

    /// <summary>Who takes charge of it; null when refused.</summary>
    internal INamespaceHandler? Handler { get; }

    /// <summary>What the client is told: the error when refused, else further members of the answer's object.</summary>
    internal ReadOnlyMemory<byte> Data { get; }

    /// <summary>Why the session is closed instead of an answer; null when the client is answered.</summary>
    internal DisconnectReason? CloseReason { get; private init; }

    /// <summary>Lets the client in.</summary>
    /// <param name="sid">The id the client learns; JSON-safe characters only.</param>
    /// <param name="handler">Who takes charge of it.</param>
    public static ConnectOutcome Accept(string sid, INamespaceHandler handler) => Accept(sid, default, handler);

    /// <summary>Lets the client in and shows it the private id with which it may resume this session elsewhere.</summary>
    /// <param name="sid">The id the client learns; JSON-safe characters only.</param>
    /// <param name="pid">The raw JSON of the private id; empty for none.</param>
    /// <param name="handler">Who takes charge of it.</param>
    public static ConnectOutcome Accept(string sid, ReadOnlyMemory<byte> pid, INamespaceHandler handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(sid);
        ArgumentNullException.ThrowIfNull(handler);
        return new ConnectOutcome(sid, handler, pid);
    }

    /// <summary>Sends the client away with a CONNECT_ERROR. The transport stays open, and it may try again.</summary>
    /// <param name="errorJson">One raw JSON object, by convention with a member <c>message</c>.</param>
    public static ConnectOutcome Refuse(ReadOnlyMemory<byte> errorJson) => new(null, null, errorJson);

    /// <summary>
    /// Closes the session without an answer. A client library that is refused with a CONNECT_ERROR does not try again by itself; one
    /// that loses its transport does, after a while.
    /// </summary>
    /// <param name="reason">Why.</param>
    public static ConnectOutcome Close(DisconnectReason reason) => new(null, null, default) { CloseReason = reason };
}
