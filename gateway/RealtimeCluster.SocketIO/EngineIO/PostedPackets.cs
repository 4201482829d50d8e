namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Hands the packets of one POST's body to the session, in order.</summary>
internal sealed class PostedPackets(EngineSession session)
{
    /// <summary>Null when every packet was handled, else why the session must be closed.</summary>
    public async Task<DisconnectReason?> DispatchAsync(ReadOnlyMemory<byte> body)
    {
        while (true)
        {
            var end = body.Span.IndexOf(PacketType.Separator);
            var packet = end < 0 ? body : body[..end];
            if (packet.IsEmpty)
            {
                return DisconnectReason.ProtocolError;
            }

            if (!await session.ReceiveAsync(packet, isBinary: false).ConfigureAwait(false))
            {
                // Only what the client did wrong makes this request wrong; a close packet for one does not.
                return session.CloseReason == DisconnectReason.ProtocolError ? DisconnectReason.ProtocolError : null;
            }

            if (end < 0)
            {
                return null;
            }

            body = body[(end + 1)..];
        }
    }
}
