using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Where the packets of a poll go.</summary>
internal interface IPollReply
{
    /// <summary>Cancelled when the client has gone.</summary>
    CancellationToken Aborted { get; }

    /// <summary>Writes the packets; completes when they are on their way to the client.</summary>
    /// <param name="packets">The packets.</param>
    /// <param name="progress">Learns that many of them move.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task WriteAsync(OutboundMessage[] packets, IWriteProgress progress, CancellationToken cancellationToken);

    /// <summary>Cuts the request.</summary>
    void Abort();
}
