using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RealtimeCluster.Gateway.EngineIO;

/// <summary>Reads the body of one polling POST and hands its packets to the session, in order.</summary>
internal sealed class PollingBody(EngineServer server, EngineSession session)
{
    /// <summary>Null when every packet was handled, else why the session had to be closed.</summary>
    public async Task<DisconnectReason?> ReceiveAsync(HttpContext context)
    {
        var buffer = new InboundBuffer(server.InboundMemory, server.Limits.MaxFrameBytes, server.Options.ReceiveTimeout);
        DisconnectReason? failure;
        try
        {
            failure = await ReadAsync(context, buffer).ConfigureAwait(false)
                ?? await DispatchAsync(buffer.Written).ConfigureAwait(false);
        }
        finally
        {
            buffer.Return();
        }

        if (failure is { } reason)
        {
            session.Close(reason);
        }

        return failure;
    }

    private async Task<DisconnectReason?> ReadAsync(HttpContext context, InboundBuffer buffer)
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

        using var deadline = new CancellationTokenSource(server.Options.ReceiveTimeout, server.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            buffer.Rent();
            while (true)
            {
                if (await buffer.TryGrowAsync(stop.Token).ConfigureAwait(false) is { } refusal)
                {
                    return refusal;
                }

                var count = await context.Request.Body.ReadAsync(buffer.Free, stop.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    return null;
                }

                buffer.Advance(count);
                if (buffer.IsOverLimit)
                {
                    return DisconnectReason.PacketTooLarge;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or BadHttpRequestException)
        {
            return deadline.IsCancellationRequested ? DisconnectReason.ReceiveTimeout : DisconnectReason.TransportLost;
        }
    }

    private async Task<DisconnectReason?> DispatchAsync(ReadOnlyMemory<byte> body)
    {
        while (true)
        {
            var end = body.Span.IndexOf(PacketType.Separator);
            var packet = end < 0 ? body : body[..end];
            if (packet.IsEmpty)
            {
                return DisconnectReason.ProtocolError;
            }

            var isBinary = packet.Span[0] == PacketType.Base64;
            if (isBinary)
            {
                if (!TryDecode(packet.Span[1..], out var decoded))
                {
                    return DisconnectReason.ProtocolError;
                }

                packet = decoded;
            }

            if (!await session.ReceiveAsync(packet, isBinary).ConfigureAwait(false))
            {
                // Only what the client did wrong makes this request wrong; a close packet for one does not.
                return session.CloseReason == DisconnectReason.ProtocolError ? DisconnectReason.ProtocolError : null;
            }

            if (end < 0)
            {
                return null;
            }

            body = body[(end + 1)..];
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
