namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>Decides who may connect, and takes charge of who did.</summary>
public interface ISocketIOApplication
{
    /// <summary>Answers one CONNECT packet.</summary>
    /// <param name="request">What the client asked for; valid until the task completes.</param>
    /// <param name="cancellationToken">Cancelled when the session ends.</param>
    /// <remarks>Packets that follow wait, in order, until it is answered.</remarks>
    ValueTask<ConnectOutcome> OnConnectAsync(ConnectRequest request, CancellationToken cancellationToken);
}
