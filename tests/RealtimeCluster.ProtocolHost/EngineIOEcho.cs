using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.ProtocolHost;

/// <summary>Sends every message back to where it came from.</summary>
public sealed class EngineIOEcho : IEngineIOApplication
{
    /// <inheritdoc/>
    public IEngineIOHandler Open(EngineSession session) => new Handler(session);

    private sealed class Handler(EngineSession session) : IEngineIOHandler
    {
        public ValueTask OnMessageAsync(ReadOnlyMemory<byte> message, bool isBinary)
        {
            session.Enqueue(isBinary ? OutboundMessage.Binary(message.Span) : OutboundMessage.Text(message.Span));
            session.Flush();
            return ValueTask.CompletedTask;
        }

        public void OnClosed(DisconnectReason reason)
        {
            // An echo keeps nothing that would have to be let go.
        }
    }
}
