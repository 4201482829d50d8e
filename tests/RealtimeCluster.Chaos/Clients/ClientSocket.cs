using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Clients;

/// <summary>A WebSocket whose TCP connection can be cut under it.</summary>
internal sealed class ClientSocket : IAsyncDisposable
{
    private const int MaxQueued = 4096;
    private const int MaxHeaderBytes = 8 * 1024;
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly WebSocket _webSocket;
    private readonly Channel<byte[]> _outgoing = Channel.CreateBounded<byte[]>(MaxQueued);
    private readonly Task _sending;
    private byte[] _buffer = new byte[4 * 1024];

    private ClientSocket(Socket socket, WebSocket webSocket)
    {
        _socket = socket;
        _webSocket = webSocket;
        _sending = SendAllAsync();
    }

    /// <summary>Whether an exception says that a transport has ended.</summary>
    /// <param name="exception">The exception.</param>
    public static bool IsLoss(Exception exception) =>
        exception is SocketException or IOException or WebSocketException or ObjectDisposedException or OperationCanceledException;

    /// <summary>Connects and upgrades.</summary>
    /// <param name="gateway">To where.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="source">From which address; none for the one of this machine.</param>
    public static async Task<ClientSocket> OpenAsync(Gateway gateway, CancellationToken cancellationToken, IPAddress? source = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (source is not null)
            {
                socket.Bind(new IPEndPoint(source, 0));
            }

            await socket.ConnectAsync(gateway.EndPoint, cancellationToken);
            var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"GET /realtime/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {gateway.EndPoint}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"), cancellationToken);
            await ReadHeaderAsync(socket, cancellationToken);
            return new ClientSocket(socket, WebSocket.CreateFromStream(new NetworkStream(socket, ownsSocket: false), new WebSocketCreationOptions { KeepAliveInterval = TimeSpan.Zero }));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Queues a frame; <see langword="false"/> when the queue is full or the transport has ended.</summary>
    /// <param name="frame">A text frame.</param>
    public bool TrySend(byte[] frame) => _outgoing.Writer.TryWrite(frame);

    /// <summary>The next text frame, valid until the next call; empty when the server closed the transport.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        for (var length = 0; ;)
        {
            var part = await _webSocket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return default;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }

            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * length);
            }
        }
    }

    /// <summary>Ends the TCP connection with a reset, as a pulled cable and a reboot would.</summary>
    public void Cut()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }

        _socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _outgoing.Writer.TryComplete();
        _webSocket.Abort();
        _socket.Dispose();
        await _sending.WaitAsync(StopDeadline);
        _webSocket.Dispose();
    }

    // Byte by byte: what follows the header belongs to the WebSocket.
    private static async Task ReadHeaderAsync(Socket socket, CancellationToken cancellationToken)
    {
        var header = new byte[MaxHeaderBytes];
        var length = 0;
        while (length < 4 || !header.AsSpan(length - 4, 4).SequenceEqual("\r\n\r\n"u8))
        {
            if (length == MaxHeaderBytes || await socket.ReceiveAsync(header.AsMemory(length, 1), cancellationToken) == 0)
            {
                throw new IOException("The upgrade was not answered.");
            }

            length++;
        }

        if (!header.AsSpan().StartsWith("HTTP/1.1 101"u8))
        {
            throw new IOException($"The upgrade was refused: {Encoding.ASCII.GetString(header, 0, 12)}.");
        }
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var frame in _outgoing.Reader.ReadAllAsync())
            {
                await _webSocket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            // The receiving side sees the same end and reports it.
            _outgoing.Writer.TryComplete();
        }
    }
}
