namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Where the packets of a poll go that another process answers.</summary>
internal interface IPeerPollReply
{
    /// <summary>Cancelled when the client has gone.</summary>
    CancellationToken Aborted { get; }

    /// <summary>Writes a part of the body. The first part begins the response.</summary>
    /// <param name="totalBytes">The length of the whole body.</param>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task WriteAsync(long totalBytes, ReadOnlyMemory<byte> part, CancellationToken cancellationToken);

    /// <summary>Cuts the request: the rest of the body will not come.</summary>
    void Abort();
}
