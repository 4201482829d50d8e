using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>
/// A WebSocket: carries a session from the start, or is first the candidate for an upgrade. What it writes are frames made
/// before, which all receivers share.
/// </summary>
internal sealed partial class WebSocketTransport(EngineServer server, WebSocketConnection connection) : Transport, IWriteProgress
{
    private readonly InboundBuffer _buffer = new(server);
    private EngineSession? _session;

    private enum PacketKind
    {
        Text,
        Binary,
        TooLarge,
        NoMemory,
        EndOfStream,
    }

    public override string Name => WebSocketName;

    /// <summary>Whether the client asked for text alone when it opened this WebSocket.</summary>
    public bool IsTextOnly { get; private init; }

    private EngineSession Session => _session!;

    private void Bind(EngineSession session) => _session = session;

    public override void Flush()
    {
        byte[]? pooled = null;
        if (!Session.TryBeginWrite(this, ref pooled, out var bytes))
        {
            return;
        }

        var sent = 0L;
        try
        {
            // Nearly always the connection takes everything at once, and there is nothing to wait for.
            do
            {
                sent += bytes.Length;
                var write = connection.WriteAsync(bytes, this, CancellationToken.None);
                if (!write.IsCompletedSuccessfully)
                {
                    _ = WriteWaitingAsync(write, pooled, sent);
                    return;
                }

                write.GetAwaiter().GetResult();
            }
            while (Session.TryTake(ref pooled, out bytes));

            server.Metrics.BytesSent(sent);
        }
        catch (Exception exception)
        {
            OnWriteFailed(exception);
        }

        Return(pooled);
    }

    public override void OnClosing(DisconnectReason reason) => Flush();

    public override void Abort() => connection.Abort();

    void IWriteProgress.OnWriteMoved() => Session.Deadlines.WriteMoved();

    /// <summary>Serves a WebSocket that has just been accepted, until it ends.</summary>
    /// <param name="server">The server of its path.</param>
    /// <param name="handshake">The request it began with.</param>
    /// <param name="candidateOf">The polling session it wants to take over; null for a session of its own.</param>
    /// <param name="connection">The WebSocket.</param>
    public static Task ServeAsync(EngineServer server, HandshakeRequest handshake, EngineSession? candidateOf, WebSocketConnection connection)
    {
        var transport = new WebSocketTransport(server, connection) { IsTextOnly = handshake.IsTextOnly };
        if (candidateOf is null)
        {
            var session = server.Open(handshake, _ => transport);
            transport.Bind(session);
            session.Flush();
            return transport.RunAsync(isCandidate: false);
        }

        if (candidateOf.TryAttach(transport))
        {
            transport.Bind(candidateOf);
            return transport.RunAsync(isCandidate: true);
        }

        // The session has its WebSocket already, or ended while this one was being accepted.
        return transport.WriteWithinAsync(WebSocketFrames.EmptyClose);
    }

    /// <summary>Reads until the connection ends.</summary>
    /// <remarks>An idle connection waits here: each method between this one and the wait would cost it the memory of one more frame.</remarks>
    /// <param name="isCandidate">Whether the session is still carried by polling.</param>
    private async Task RunAsync(bool isCandidate)
    {
        var reason = DisconnectReason.TransportLost;
        try
        {
            if (!isCandidate || await UpgradeAsync().ConfigureAwait(false))
            {
                while (await connection.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false) is { MessageType: not WebSocketMessageType.Close } first
                    && await TryReceiveAsync(first).ConfigureAwait(false))
                {
                    // One packet at a time.
                }

                reason = ReasonOfClose();
                await AnswerCloseAsync().ConfigureAwait(false);
            }
            else
            {
                await WriteWithinAsync(WebSocketFrames.EmptyClose).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            Log.WebSocketReadFailed(server.Logger, exception, Session.Name);
            if (connection.HasSaidGoodbye && Session.IsCarriedBy(this))
            {
                Session.TryBeginGoodbye();
            }
        }
        finally
        {
            _buffer.Return();
            Session.Upgrade?.End(this);
            Session.OnTransportEnded(this, reason);
        }
    }

    private async Task<bool> UpgradeAsync()
    {
        using (var deadline = new CancellationTokenSource(server.Options.CloseTimeout, server.TimeProvider))
        {
            await connection.AcceptAsync(deadline.Token).ConfigureAwait(false);
        }

        return await TryReadAsync("2probe"u8.ToArray()).ConfigureAwait(false)
            && Session.Upgrade!.TryProbe(this)
            && await WriteWithinAsync(EnginePackets.ProbeAnswer.Part(0)).ConfigureAwait(false)
            && await TryReadAsync("5"u8.ToArray()).ConfigureAwait(false)
            && Session.Upgrade!.TryComplete(this);
    }

    private async Task<bool> TryReadAsync(ReadOnlyMemory<byte> expected)
    {
        var first = await connection.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
        var kind = await ReadPacketAsync(first).ConfigureAwait(false);
        var isExpected = kind == PacketKind.Text && _buffer.Written.Span.SequenceEqual(expected.Span);
        _buffer.Return();
        return isExpected;
    }

    /// <summary>Takes one packet in; false when it was the last.</summary>
    /// <param name="first">What a read of nothing said of it.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> TryReceiveAsync(ValueWebSocketReceiveResult first)
    {
        var kind = await ReadPacketAsync(first).ConfigureAwait(false);
        switch (kind)
        {
            case PacketKind.EndOfStream:
                return false;
            case PacketKind.TooLarge:
                Session.Close(DisconnectReason.PacketTooLarge);
                break;
            case PacketKind.NoMemory:
                Session.Close(DisconnectReason.InboundMemoryFull);
                break;
            default:
                await Session.ReceiveAsync(_buffer.Written, kind == PacketKind.Binary).ConfigureAwait(false);
                break;
        }

        _buffer.Return();
        if (Session.IsOpen)
        {
            return true;
        }

        await DiscardAsync().ConfigureAwait(false);
        return false;
    }

    /// <summary>Reads the rest of a packet.</summary>
    /// <param name="result">What a read of nothing said of it: such a read waits for data without holding a buffer.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PacketKind> ReadPacketAsync(ValueWebSocketReceiveResult result)
    {
        if (result.MessageType == WebSocketMessageType.Close)
        {
            return PacketKind.EndOfStream;
        }

        _buffer.Rent();
        var told = 0;
        while (!result.EndOfMessage)
        {
            if (_buffer.IsFull && await _buffer.GrowAsync(Session.Inbound, Session.Deadlines, connection.Closed).ConfigureAwait(false) is { } refusal)
            {
                return refusal == DisconnectReason.PacketTooLarge ? PacketKind.TooLarge : PacketKind.NoMemory;
            }

            result = await connection.ReceiveAsync(_buffer.Free).ConfigureAwait(false);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return PacketKind.EndOfStream;
            }

            _buffer.Advance(result.Count);
            if (_buffer.IsOverLimit)
            {
                return PacketKind.TooLarge;
            }

            if (_buffer.Written.Length - told >= InboundMemory.ProgressBytes)
            {
                told = _buffer.Written.Length;
                Session.Deadlines.ReadMoved();
            }
        }

        return result.MessageType == WebSocketMessageType.Text ? PacketKind.Text : PacketKind.Binary;
    }

    /// <summary>Waits for the client's close frame, or for the clock to cut the connection.</summary>
    private async Task DiscardAsync()
    {
        var scratch = ArrayPool<byte>.Shared.Rent(InboundMemory.FreeBytes);
        try
        {
            while ((await connection.ReceiveAsync(scratch.AsMemory()).ConfigureAwait(false)).MessageType != WebSocketMessageType.Close)
            {
                // Whatever else arrives is addressed to a session that no longer exists.
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private DisconnectReason ReasonOfClose() =>
        connection.CloseStatus is WebSocketCloseStatus.EndpointUnavailable
            ? DisconnectReason.ClientClosed
            : DisconnectReason.TransportLost;

    private async Task AnswerCloseAsync()
    {
        if (connection.CloseStatus is not null && Session.TryBeginGoodbye())
        {
            await WriteWithinAsync(CloseFrame(connection.CloseStatus)).ConfigureAwait(false);
        }
    }

    private static ReadOnlyMemory<byte> CloseFrame(WebSocketCloseStatus? status)
    {
        if (status is null or WebSocketCloseStatus.Empty)
        {
            return WebSocketFrames.EmptyClose;
        }

        Span<byte> content = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(content, (ushort)status);
        return WebSocketFrames.Control(WebSocketFrames.FinalClose, content);
    }

    private async Task<bool> WriteWithinAsync(ReadOnlyMemory<byte> frame)
    {
        using var deadline = new CancellationTokenSource(server.Options.CloseTimeout, server.TimeProvider);
        await connection.WriteAsync(frame, deadline.Token).ConfigureAwait(false);
        return true;
    }

    private async Task WriteWaitingAsync(ValueTask write, byte[]? pooled, long sent)
    {
        try
        {
            // The clock cuts the connection when a write stands still for longer than it may.
            Session.Deadlines.WriteStarted();
            await write.ConfigureAwait(false);
            while (Session.TryTake(ref pooled, out var bytes))
            {
                Session.Deadlines.WriteStarted();
                sent += bytes.Length;
                await connection.WriteAsync(bytes, this, CancellationToken.None).ConfigureAwait(false);
            }

            Session.Deadlines.WriteEnded();
            server.Metrics.BytesSent(sent);
        }
        catch (Exception exception)
        {
            OnWriteFailed(exception);
        }
        finally
        {
            Return(pooled);
        }
    }

    private void OnWriteFailed(Exception exception)
    {
        Log.WebSocketWriteFailed(server.Logger, exception, Session.Name);
        Session.Close(DisconnectReason.TransportLost);
        Abort();
    }

    private static void Return(byte[]? pooled)
    {
        if (pooled is not null)
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }
}
