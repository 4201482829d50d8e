using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>A connection of a stranger: bytes out, bytes in, and nothing that would keep it from misbehaving.</summary>
internal sealed class FuzzConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];

    private FuzzConnection(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    /// <summary>Connects.</summary>
    /// <param name="server">The server.</param>
    /// <param name="from">The address it comes from.</param>
    /// <param name="cancellationToken">Its deadline.</param>
    public static async Task<FuzzConnection> OpenAsync(Uri server, IPAddress from, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), cancellationToken);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (server.Scheme == Uri.UriSchemeHttps)
            {
                var encrypted = new SslStream(stream, leaveInnerStreamOpen: false, static (_, certificate, _, _) => certificate?.Subject == FuzzServer.CertificateName);
                stream = encrypted;
                await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellationToken);
            }

            return new FuzzConnection(socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends bytes; those that a server which has closed does not take are lost.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException) when (!cancellationToken.IsCancellationRequested)
        {
            // The server closed before it had read everything, which it may; what it said is still to be read.
            return;
        }
    }

    /// <summary>Sends nothing more, and does not say so where it is encrypted: a client that died does not either.</summary>
    public void End()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is over already.
            return;
        }
    }

    /// <summary>Receives some bytes; none at the end, however it came.</summary>
    public async Task<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _buffer.AsMemory(0, await _stream.ReadAsync(_buffer, cancellationToken));
        }
        catch (IOException) when (!cancellationToken.IsCancellationRequested)
        {
            return default;
        }
    }

    /// <summary>Closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }
}
