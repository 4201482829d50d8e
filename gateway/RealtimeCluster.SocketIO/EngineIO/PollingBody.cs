using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Reads the body of one polling POST, within the limits of the server.</summary>
/// <param name="server">The server.</param>
/// <param name="progress">Learns that a long body moves.</param>
/// <param name="claim">What a large one is counted for.</param>
internal sealed class PollingBody(EngineServer server, IReadProgress progress, Func<InboundClaim> claim)
{
    private readonly InboundBuffer _buffer = new(server);

    /// <summary>What was read; valid until <see cref="Return"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.Written;

    /// <summary>Gives the memory back, whatever happened.</summary>
    public void Return() => _buffer.Return();

    /// <summary>Null when the whole body was read, else why the session must be closed.</summary>
    public async Task<DisconnectReason?> ReadAsync(HttpContext context)
    {
        var limit = server.Limits.MaxFrameBytes;
        if (context.Request.ContentLength > limit)
        {
            return DisconnectReason.PacketTooLarge;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = limit + 1L;
        }

        var told = 0;
        using var deadline = new CancellationTokenSource(server.Options.ReceiveTimeout, server.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        InboundClaim? large = null;
        var onCut = default(CancellationTokenRegistration);
        try
        {
            _buffer.Rent();
            while (true)
            {
                if (_buffer.IsFull)
                {
                    if (large is null)
                    {
                        large = claim();
                        onCut = large.Stopped.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), stop);
                    }

                    // As long as it waits for others it need not move.
                    deadline.CancelAfter(Timeout.InfiniteTimeSpan);
                    if (await _buffer.GrowAsync(large, progress, stop.Token).ConfigureAwait(false) is { } refusal)
                    {
                        return refusal;
                    }

                    deadline.CancelAfter(server.Options.ReceiveTimeout);
                }

                var count = await context.Request.ReadBodyAsync(_buffer.Free, stop.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    return null;
                }

                _buffer.Advance(count);
                if (_buffer.IsOverLimit)
                {
                    return DisconnectReason.PacketTooLarge;
                }

                if (_buffer.Written.Length - told >= InboundMemory.ProgressBytes)
                {
                    told = _buffer.Written.Length;
                    deadline.CancelAfter(server.Options.ReceiveTimeout);
                    progress.ReadMoved();
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or BadHttpRequestException)
        {
            return large is { IsCut: true } ? DisconnectReason.InboundTooSlow
                : deadline.IsCancellationRequested ? DisconnectReason.ReceiveTimeout
                : DisconnectReason.TransportLost;
        }
        finally
        {
            await onCut.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Decodes base64 with or without padding, as the clients of some languages send it.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> text, out byte[] decoded)
    {
        var unpadded = text.TrimEnd((byte)'=');
        decoded = [];
        if (unpadded.Length % 4 == 1 || text.Length - unpadded.Length > 2)
        {
            return false;
        }

        // Whole groups first, then the last one with its padding put back.
        var whole = unpadded[..(unpadded.Length & ~3)];
        Span<byte> last = "===="u8.ToArray();
        unpadded[whole.Length..].CopyTo(last);
        var lastBytes = (unpadded.Length - whole.Length) switch { 2 => 1, 3 => 2, _ => 0 };
        var result = new byte[(whole.Length / 4 * 3) + lastBytes];
        if (Base64.DecodeFromUtf8(whole, result, out var consumed, out var written) != System.Buffers.OperationStatus.Done
            || consumed != whole.Length
            || written != result.Length - lastBytes)
        {
            return false;
        }

        if (lastBytes > 0)
        {
            Span<byte> tail = stackalloc byte[3];
            if (Base64.DecodeFromUtf8(last, tail, out _, out var tailBytes) != System.Buffers.OperationStatus.Done || tailBytes != lastBytes)
            {
                return false;
            }

            tail[..tailBytes].CopyTo(result.AsSpan(written));
        }

        decoded = result;
        return true;
    }
}
