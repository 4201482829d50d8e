using System.Buffers;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What waits for a client, and whose turn it is to write it to a WebSocket. Not thread-safe.</summary>
internal sealed class SessionOutput(int maxBytes)
{
    /// <summary>Below this many bytes, waiting messages are copied together and written at once.</summary>
    private const int CoalesceBytes = 32 * 1024;

    private OutboundMessage? _begun;
    private int _nextPart;
    private bool _isWriting;
    private bool _isGoodbyeWritten;

    public OutboundQueue Queue { get; } = new(maxBytes);

    /// <summary>Whether binary packets are written as base64 text. Set before anything is written.</summary>
    public bool IsTextOnly { get; set; }

    /// <summary>Claims the right to write; false when nothing waits or someone writes already.</summary>
    public bool TryBegin(bool isClosing) =>
        !_isWriting && (Queue.Count > 0 || (isClosing && !_isGoodbyeWritten)) && (_isWriting = true);

    /// <summary>
    /// Takes the next bytes to write: one message's own bytes or a part of them, several copied into <paramref name="pooled"/>, or at
    /// the very end the close frame. False ends the right to write.
    /// </summary>
    public bool TryTake(SessionState state, ref byte[]? pooled, out ReadOnlyMemory<byte> bytes)
    {
        if (_begun is not null && state != SessionState.Ended)
        {
            // Its client has seen the beginning.
            bytes = TakePart(_begun);
            return true;
        }

        if (Queue.Count > 0 && state != SessionState.Ended)
        {
            bytes = TakeWaiting(ref pooled);
            return true;
        }

        if (state == SessionState.Closing && TryBeginGoodbye())
        {
            bytes = WebSocketFrames.EmptyClose;
            return true;
        }

        bytes = default;
        _isWriting = false;
        return false;
    }

    /// <summary>Claims the right to send the close frame, which happens once.</summary>
    public bool TryBeginGoodbye() => !_isGoodbyeWritten && (_isGoodbyeWritten = true);

    private ReadOnlyMemory<byte> TakePart(OutboundMessage message)
    {
        var part = message.Part(_nextPart++);
        (_begun, _nextPart) = _nextPart < message.PartCount ? (message, _nextPart) : (null, 0);
        return part;
    }

    private ReadOnlyMemory<byte> TakeWaiting(ref byte[]? pooled)
    {
        if (IsTextOnly)
        {
            return Queue.Dequeue().TextFrames;
        }

        if (Queue.Count == 1 || !Queue.TryPeek(out var first) || first.SizeBytes >= CoalesceBytes)
        {
            return TakePart(Queue.Dequeue());
        }

        pooled ??= ArrayPool<byte>.Shared.Rent(CoalesceBytes);
        return pooled.AsMemory(0, Queue.Drain(pooled.AsSpan(0, CoalesceBytes)));
    }
}
