using System.Net.WebSockets;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>The server's end of one WebSocket: reads messages, writes frames that were made before.</summary>
/// <remarks>
/// One reader. Writes may come from several callers; each is one or more whole frames, and they go out one after the other.
/// Whatever breaks RFC 6455 ends the connection with an exception from <see cref="ReceiveAsync"/>.
/// </remarks>
internal abstract class WebSocketConnection
{
    /// <summary>Cancelled when the connection is gone.</summary>
    public abstract CancellationToken Closed { get; }

    /// <summary>The status of the client's close frame, once one came.</summary>
    public abstract WebSocketCloseStatus? CloseStatus { get; }

    /// <summary>Whether the connection has sent a close frame of its own accord, because the client broke the protocol.</summary>
    public virtual bool HasSaidGoodbye => false;

    /// <summary>Reads a part of a message. With an empty buffer it waits for one to begin, without holding any memory.</summary>
    /// <param name="buffer">Where the part goes.</param>
    public abstract ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Tells the client that the connection is a WebSocket, if that was left to the first <see cref="WriteAsync(ReadOnlyMemory{byte}, IWriteProgress, CancellationToken)"/>.</summary>
    /// <param name="cancellationToken">Gives up, which leaves the connection unusable.</param>
    public virtual ValueTask AcceptAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Writes whole frames.</summary>
    /// <param name="frames">The frames; not to be changed until the task completes.</param>
    /// <param name="cancellationToken">Gives up, which leaves the connection unusable.</param>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken) => WriteAsync(frames, null, cancellationToken);

    /// <summary>Writes whole frames.</summary>
    /// <param name="frames">The frames; not to be changed until the task completes.</param>
    /// <param name="progress">Learns that a long write moves.</param>
    /// <param name="cancellationToken">Gives up, which leaves the connection unusable.</param>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> frames, IWriteProgress? progress, CancellationToken cancellationToken);

    /// <summary>Cuts the connection.</summary>
    public abstract void Abort();
}
