using System.Buffers;
using System.Net.WebSockets;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>Reads a client's WebSocket and hands over what came, all that is there at once, each time the last is done with.</summary>
internal sealed class RelayReader(WebSocketConnection connection, Func<RelayPart[], RelayEnd?, Task<bool>> handOver)
{
    /// <summary>Most bytes handed over at once; the client is not read from beyond one more read of that size.</summary>
    private const int MaxBytes = 64 * 1024;
    private const int MaxCount = 256;

    private readonly List<RelayPart> _parts = [];
    private int _bytes;

    /// <summary>Reads until the client's side ends, or what came is not wanted any more.</summary>
    public async Task RunAsync()
    {
        RelayEnd end;
        try
        {
            if (await ReadAsync().ConfigureAwait(false) is not { } ended)
            {
                return;
            }

            end = ended;
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            end = new RelayEnd(IsClosed: false, CloseStatus: null);
        }

        await handOver([.. _parts], end).ConfigureAwait(false);
    }

    private async Task<RelayEnd?> ReadAsync()
    {
        byte[]? buffer = null;
        var isLent = false;
        try
        {
            // A read of nothing waits for data without holding a buffer.
            var read = connection.ReceiveAsync(Memory<byte>.Empty);
            while (true)
            {
                if (!read.IsCompleted)
                {
                    if (buffer is not null && !isLent)
                    {
                        ArrayPool<byte>.Shared.Return(buffer);
                        buffer = null;
                    }

                    if (_parts.Count > 0 && !await FlushAsync().ConfigureAwait(false))
                    {
                        return null;
                    }
                }

                var result = await read.ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return new RelayEnd(IsClosed: true, (int?)connection.CloseStatus);
                }

                Add(isLent ? buffer.AsSpan(0, result.Count) : [], result);
                if ((_bytes >= MaxBytes || _parts.Count >= MaxCount) && !await FlushAsync().ConfigureAwait(false))
                {
                    return null;
                }

                isLent = !result.EndOfMessage;
                if (isLent)
                {
                    buffer ??= ArrayPool<byte>.Shared.Rent(MaxBytes);
                }

                read = connection.ReceiveAsync(isLent ? buffer.AsMemory(0, MaxBytes) : Memory<byte>.Empty);
            }
        }
        finally
        {
            // A buffer that an unfinished read may still write to is left to the collector.
            if (buffer is not null && !isLent)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private void Add(ReadOnlySpan<byte> bytes, ValueWebSocketReceiveResult result)
    {
        if (!bytes.IsEmpty || result.EndOfMessage)
        {
            _parts.Add(new RelayPart(bytes.ToArray(), result.MessageType == WebSocketMessageType.Binary, result.EndOfMessage));
            _bytes += bytes.Length;
        }
    }

    private Task<bool> FlushAsync()
    {
        RelayPart[] parts = [.. _parts];
        _parts.Clear();
        _bytes = 0;
        return handOver(parts, null);
    }
}
