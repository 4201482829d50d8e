namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The application's end of one session.</summary>
public interface IEngineIOHandler
{
    /// <summary>Handles one message packet.</summary>
    /// <param name="message">The content without the packet type; valid until the task completes.</param>
    /// <param name="isBinary">Whether it is binary; text is valid UTF-8.</param>
    /// <remarks>Called in the order of receipt, one at a time. While the task runs nothing more is read from the client.</remarks>
    ValueTask OnMessageAsync(ReadOnlyMemory<byte> message, bool isBinary);

    /// <summary>Learns that the session has ended. Called exactly once; a message may still be being handled.</summary>
    /// <param name="reason">Why it ended.</param>
    void OnClosed(DisconnectReason reason);
}
