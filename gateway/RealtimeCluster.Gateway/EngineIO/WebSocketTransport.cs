using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace RealtimeCluster.Gateway.EngineIO;

/// <summary>
/// A WebSocket: carries a session from the start, or is first the candidate for an upgrade. Reading is the framework's
/// WebSocket; writing is frames made before, on the stream the two share.
/// </summary>
internal sealed partial class WebSocketTransport(
    EngineServer server,
    HttpContext context,
    WebSocket webSocket,
    OrderedWriteStream stream) : Transport
{
    private readonly InboundBuffer _buffer = new(server.InboundMemory, server.Limits.MaxFrameBytes, server.Options.ReceiveTimeout);
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

    private EngineSession Session => _session!;

    public void Bind(EngineSession session) => _session = session;

    public override void Flush()
    {
        if (Session.TryBeginWrite(this))
        {
            _ = WriteWaitingAsync();
        }
    }

    public override void OnClosing(DisconnectReason reason) => Flush();

    public override void Abort() => context.Abort();

    /// <summary>Reads until the connection ends.</summary>
    /// <param name="isCandidate">Whether the session is still carried by polling.</param>
    public async Task RunAsync(bool isCandidate)
    {
        var reason = DisconnectReason.TransportLost;
        try
        {
            if (!isCandidate || await UpgradeAsync().ConfigureAwait(false))
            {
                await ReceiveAsync().ConfigureAwait(false);
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
            Log.WebSocketReadFailed(server.Logger, exception, Session.Sid);
        }
        finally
        {
            _buffer.Return();
            Session.Detach(this);
            Session.OnTransportEnded(this, reason);
        }
    }

    private async Task<bool> UpgradeAsync()
    {
        return await TryReadAsync("2probe"u8.ToArray()).ConfigureAwait(false)
            && Session.TryProbe(this)
            && await WriteWithinAsync(EnginePackets.ProbeAnswer.Frames).ConfigureAwait(false)
            && await TryReadAsync("5"u8.ToArray()).ConfigureAwait(false)
            && Session.TryUpgrade(this);
    }

    private async Task<bool> TryReadAsync(ReadOnlyMemory<byte> expected)
    {
        var kind = await ReadPacketAsync().ConfigureAwait(false);
        var isExpected = kind == PacketKind.Text && _buffer.Written.Span.SequenceEqual(expected.Span);
        _buffer.Return();
        return isExpected;
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            var kind = await ReadPacketAsync().ConfigureAwait(false);
            switch (kind)
            {
                case PacketKind.EndOfStream:
                    return;
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
            if (!Session.IsOpen)
            {
                await DiscardAsync().ConfigureAwait(false);
                return;
            }
        }
    }

    private async ValueTask<PacketKind> ReadPacketAsync()
    {
        // A read of nothing waits for data without holding a buffer.
        var result = await webSocket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
        if (result.MessageType == WebSocketMessageType.Close)
        {
            return PacketKind.EndOfStream;
        }

        _buffer.Rent();
        while (!result.EndOfMessage)
        {
            if (await _buffer.TryGrowAsync(context.RequestAborted).ConfigureAwait(false) is { } refusal)
            {
                return refusal == DisconnectReason.PacketTooLarge ? PacketKind.TooLarge : PacketKind.NoMemory;
            }

            result = await webSocket.ReceiveAsync(_buffer.Free, CancellationToken.None).ConfigureAwait(false);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return PacketKind.EndOfStream;
            }

            _buffer.Advance(result.Count);
            if (_buffer.IsOverLimit)
            {
                return PacketKind.TooLarge;
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
            while ((await webSocket.ReceiveAsync(scratch.AsMemory(), CancellationToken.None).ConfigureAwait(false)).MessageType != WebSocketMessageType.Close)
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
        webSocket.CloseStatus is WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable
            ? DisconnectReason.ClientClosed
            : DisconnectReason.TransportLost;

    private async Task AnswerCloseAsync()
    {
        if (Session.TryBeginGoodbye())
        {
            await WriteWithinAsync(CloseFrame(webSocket.CloseStatus)).ConfigureAwait(false);
        }
    }

    private static ReadOnlyMemory<byte> CloseFrame(WebSocketCloseStatus? status)
    {
        if (status is null or WebSocketCloseStatus.Empty)
        {
            return WebSocketFrames.EmptyClose;
        }

        var frame = new byte[] { WebSocketFrames.FinalClose, 2, 0, 0 };
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)status);
        return frame;
    }

    private async Task<bool> WriteWithinAsync(ReadOnlyMemory<byte> frame)
    {
        using var deadline = new CancellationTokenSource(server.Options.CloseTimeout, server.TimeProvider);
        await stream.WriteAsync(frame, deadline.Token).ConfigureAwait(false);
        return true;
    }

    private async Task WriteWaitingAsync()
    {
        byte[]? pooled = null;
        try
        {
            while (Session.TryTake(ref pooled, out var bytes))
            {
                // The clock cuts the connection when this takes longer than a write may.
                await stream.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            Log.WebSocketWriteFailed(server.Logger, exception, Session.Sid);
            Session.Close(DisconnectReason.TransportLost);
            Abort();
        }
        finally
        {
            if (pooled is not null)
            {
                ArrayPool<byte>.Shared.Return(pooled);
            }
        }
    }
}
