using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace RealtimeCluster.Testing.EngineIO;

/// <summary>A WebSocket client that sends and shows single frames: fragments, pings, broken ones.</summary>
public sealed class RawWebSocket : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private RawWebSocket(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
    }

    /// <summary>Connects and upgrades.</summary>
    /// <param name="server">The server.</param>
    /// <param name="pathAndQuery">The request's target.</param>
    /// <param name="receiveBufferBytes">How much the kernel may receive ahead of the reader; by default as much as it likes.</param>
    public static async Task<RawWebSocket> ConnectAsync(Uri server, string pathAndQuery, int? receiveBufferBytes = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        var tcp = new TcpClient { NoDelay = true };
        if (receiveBufferBytes is { } size)
        {
            // Before the connect: a window that shrinks later makes the sender's kernel wait for a timer at every few bytes.
            tcp.ReceiveBufferSize = size;
        }

        await tcp.ConnectAsync(server.Host, server.Port);
        var socket = new RawWebSocket(tcp);
        await socket._stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {pathAndQuery} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = await socket.ReadHeadAsync();
        if (!head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            socket.Dispose();
            throw new InvalidOperationException($"The upgrade was answered: {head}");
        }

        return socket;
    }

    /// <summary>Sends a text frame.</summary>
    public Task SendAsync(string text) => SendFrameAsync(0x81, Encoding.UTF8.GetBytes(text));

    /// <summary>Sends a binary frame.</summary>
    public Task SendAsync(byte[] data) => SendFrameAsync(0x82, data);

    /// <summary>Sends a frame with a first byte of the caller's choice.</summary>
    public async Task SendFrameAsync(byte first, byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var header = new byte[14];
        header[0] = first;
        var length = 2;
        if (payload.Length < 126)
        {
            header[1] = (byte)payload.Length;
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            header[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)payload.Length);
            length = 4;
        }
        else
        {
            header[1] = 127;
            BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(2), (ulong)payload.Length);
            length = 10;
        }

        // A mask of zeros leaves the payload as it is.
        header[1] |= 0x80;
        await _stream.WriteAsync((byte[])[.. header.AsSpan(0, length + 4), .. payload]);
    }

    /// <summary>Receives the next frame; its first byte is 0 at the end of the connection.</summary>
    public async Task<(byte First, byte[] Payload)> ReceiveFrameAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var header = await ReadAsync(2, deadline.Token);
            long length = header[1] switch
            {
                126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2, deadline.Token)),
                127 => (long)BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(8, deadline.Token)),
                var small => small,
            };
            return (header[0], await ReadAsync((int)length, deadline.Token));
        }
        catch (IOException)
        {
            return (0, []);
        }
    }

    /// <summary>Receives the next frame, which must be text.</summary>
    public async Task<string> ReceiveAsync()
    {
        var (first, payload) = await ReceiveFrameAsync();
        return first == 0x81
            ? Encoding.UTF8.GetString(payload)
            : throw new InvalidOperationException($"Expected text, got {first:x2} with {payload.Length} bytes: {Convert.ToHexString(payload.AsSpan(0, Math.Min(payload.Length, 20)))}");
    }

    /// <summary>Receives the next frame, which must be binary.</summary>
    public async Task<byte[]> ReceiveBinaryAsync()
    {
        var (first, payload) = await ReceiveFrameAsync();
        return first == 0x82 ? payload : throw new InvalidOperationException($"Expected binary, got {first:x2}.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _tcp.Dispose();
    }

    private async Task<string> ReadHeadAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var head = new StringBuilder();
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            head.Append((char)(await ReadAsync(1, deadline.Token))[0]);
        }

        return head.ToString();
    }

    private async Task<byte[]> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
