using System.Net;
using System.Net.Sockets;

namespace RealtimeCluster.Clustering.Membership;

/// <summary>Knocks by a TCP connection that is given up as soon as it is there.</summary>
internal sealed class TcpNodeDoor : INodeDoor
{
    /// <inheritdoc />
    public async Task<bool> RefusesAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return false;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
