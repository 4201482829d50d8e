using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>A WebSocket on a connection of its own, beneath HTTP: frames are read from the transport's pipe and written to its socket.</summary>
/// <remarks>
/// No HTTP request stays alive for it. Nobody else writes to the connection, so writing passes by the output pipe: a write that
/// the socket takes at once, which is nearly every one, costs one system call and no hand-over to another thread. The answer
/// to the handshake leaves with the first frames, or when it is asked for.
/// </remarks>
internal sealed class DirectWebSocketConnection(ConnectionContext connection, Socket socket, byte[] answer) : WebSocketConnection
{
    private readonly PipeReader _input = connection.Transport.Input;
    private readonly SafeSocketHandle _handle = socket.SafeHandle;
    private readonly WriteTurn _turn = new();
    private byte[]? _answer = answer;
    private WebSocketCloseStatus? _closeStatus;
    private ClientFrame _frame;
    private long _remaining;
    private bool _hasSaidGoodbye;
    private bool _isInFrame;
    private bool _isInMessage;
    private WebSocketMessageType _messageType;

    public override CancellationToken Closed => connection.ConnectionClosed;

    public override WebSocketCloseStatus? CloseStatus => _closeStatus;

    public override bool HasSaidGoodbye => _hasSaidGoodbye;

    public override ValueTask AcceptAsync(CancellationToken cancellationToken) => WriteAsync(ReadOnlyMemory<byte>.Empty, null, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> frames, IWriteProgress? progress, CancellationToken cancellationToken)
    {
        if (!_turn.TryTake())
        {
            return WriteInTurnAsync(frames, progress, cancellationToken);
        }

        frames = WithAnswer(frames);
        var sent = SocketSend.TrySend(_handle, frames.Span);
        if (sent < frames.Length)
        {
            return FinishAsync(frames[sent..], progress, cancellationToken);
        }

        _turn.Release();
        return ValueTask.CompletedTask;
    }

    public override void Abort() => connection.Abort();

    // The box of a reader that waits is what an idle connection costs; those of busy ones are pooled.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer)
    {
        while (!_isInFrame)
        {
            var head = await _input.ReadAsync().ConfigureAwait(false);
            if (!ClientFrame.TryRead(head.Buffer, out var frame, out var payload))
            {
                _input.AdvanceTo(head.Buffer.Start, head.Buffer.End);
                if (head.IsCompleted)
                {
                    // The client went without a close frame: no exception, since thousands may go at once.
                    return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
                }

                continue;
            }

            if (!frame.IsValid(_isInMessage))
            {
                _input.AdvanceTo(head.Buffer.End);
                throw await RefuseAsync().ConfigureAwait(false);
            }

            if (!frame.IsControl)
            {
                _input.AdvanceTo(payload);
                Begin(frame);
                continue;
            }

            var rest = head.Buffer.Slice(payload);
            if (rest.Length < frame.Length)
            {
                ThrowIfEnded(head);
                _input.AdvanceTo(head.Buffer.Start, head.Buffer.End);
                continue;
            }

            var content = new byte[(int)frame.Length];
            rest.Slice(0, frame.Length).CopyTo(content);
            _input.AdvanceTo(rest.GetPosition(frame.Length));
            frame.Unmask(content, 0);
            if (frame.Opcode == ClientFrame.Close)
            {
                _closeStatus = ClientFrame.TryReadCloseStatus(content, out var status) ? status : throw await RefuseAsync().ConfigureAwait(false);
                return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
            }

            if (frame.Opcode == ClientFrame.Ping)
            {
                // A client that does not take its pongs is not read from either: its heartbeat runs out, and the clock cuts it.
                await WriteAsync(WebSocketFrames.Control(WebSocketFrames.FinalPong, content), CancellationToken.None).ConfigureAwait(false);
            }
        }

        var count = 0;
        if (!buffer.IsEmpty && _remaining > 0)
        {
            var body = await _input.ReadAsync().ConfigureAwait(false);
            if (body.Buffer.IsEmpty)
            {
                ThrowIfEnded(body);
            }

            count = (int)Math.Min(Math.Min(buffer.Length, _remaining), body.Buffer.Length);
            var part = body.Buffer.Slice(0, count);
            part.CopyTo(buffer.Span);
            _input.AdvanceTo(part.End);
            _frame.Unmask(buffer.Span[..count], _frame.Length - _remaining);
            _remaining -= count;
        }

        return Result(count);
    }

    private async ValueTask WriteInTurnAsync(ReadOnlyMemory<byte> frames, IWriteProgress? progress, CancellationToken cancellationToken)
    {
        await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        await FinishAsync(WithAnswer(frames), progress, cancellationToken).ConfigureAwait(false);
    }

    // In turn, so that nothing gets before it.
    private ReadOnlyMemory<byte> WithAnswer(ReadOnlyMemory<byte> frames)
    {
        if (_answer is not { } first)
        {
            return frames;
        }

        _answer = null;
        return frames.IsEmpty ? first : (byte[])[.. first, .. frames.Span];
    }

    private async ValueTask FinishAsync(ReadOnlyMemory<byte> rest, IWriteProgress? progress, CancellationToken cancellationToken)
    {
        try
        {
            while (!rest.IsEmpty)
            {
                // The socket says nothing before it has taken all that it was given.
                var part = rest[..Math.Min(rest.Length, IWriteProgress.PartBytes)];
                rest = rest[await socket.SendAsync(part, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
                progress?.OnWriteMoved();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Begin(ClientFrame frame)
    {
        if (frame.Opcode != ClientFrame.Continuation)
        {
            _messageType = frame.Opcode == ClientFrame.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        }

        _frame = frame;
        _remaining = frame.Length;
        _isInFrame = true;
        _isInMessage = true;
    }

    private ValueWebSocketReceiveResult Result(int count)
    {
        _isInFrame = _remaining > 0;
        var isEnd = !_isInFrame && _frame.IsFinal;
        _isInMessage = !isEnd;
        return new ValueWebSocketReceiveResult(count, _messageType, isEnd);
    }

    // RFC 6455, section 7.1.7: whoever sees the protocol broken says so and fails the connection.
    private async ValueTask<Exception> RefuseAsync()
    {
        _hasSaidGoodbye = true;
        await WriteAsync(WebSocketFrames.Control(WebSocketFrames.FinalClose, [0x03, 0xEA]), CancellationToken.None).ConfigureAwait(false);
        return new WebSocketException(WebSocketError.Faulted);
    }

    private static void ThrowIfEnded(ReadResult result)
    {
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
        }
    }
}
