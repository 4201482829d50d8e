using System.Text.Unicode;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What comes in from a client: answers the protocol's own packets and hands messages to the application.</summary>
/// <remarks>One packet at a time: the next one is read when the application is done with this one, which is its way to slow a client down.</remarks>
internal sealed partial class SessionInput(EngineSession session, IEngineIOHandler handler)
{
    /// <summary>Handles one packet. False when nothing more is to be read.</summary>
    public ValueTask<bool> ReceiveAsync(ReadOnlyMemory<byte> packet, bool isBinary)
    {
        if (!session.IsOpen)
        {
            return new ValueTask<bool>(false);
        }

        session.Server.Metrics.BytesReceived(packet.Length);
        if (isBinary)
        {
            return DispatchAsync(packet, isBinary: true);
        }

        var isTyped = !packet.IsEmpty && Utf8.IsValid(packet.Span);
        switch (isTyped ? packet.Span[0] : 0)
        {
            case PacketType.Message:
                return DispatchAsync(packet[1..], isBinary: false);
            case PacketType.Pong:
                session.Deadlines.Pong();
                return new ValueTask<bool>(true);
            case PacketType.Base64 when PollingBody.TryDecode(packet.Span[1..], out var decoded):
                return DispatchAsync(decoded, isBinary: true);
            case PacketType.Noop:
                return new ValueTask<bool>(true);
            case PacketType.Close:
                session.Close(DisconnectReason.ClientClosed);
                return new ValueTask<bool>(false);
            default:
                session.Close(DisconnectReason.ProtocolError);
                return new ValueTask<bool>(false);
        }
    }

    /// <summary>The session is closed: the application learns of it.</summary>
    public void OnClosed(DisconnectReason reason)
    {
        try
        {
            handler.OnClosed(reason);
        }
        catch (Exception exception)
        {
            Log.SessionCloseHandlerFailed(session.Server.Logger, exception, session.Name);
        }
    }

    private ValueTask<bool> DispatchAsync(ReadOnlyMemory<byte> message, bool isBinary)
    {
        ValueTask handling;
        try
        {
            handling = handler.OnMessageAsync(message, isBinary);
        }
        catch (Exception exception)
        {
            handling = ValueTask.FromException(exception);
        }

        return handling.IsCompletedSuccessfully ? new ValueTask<bool>(session.IsOpen) : CompleteAsync(handling);
    }

    private async ValueTask<bool> CompleteAsync(ValueTask handling)
    {
        // While the application holds a packet the client's pong may be stuck behind it.
        session.Deadlines.Pause();
        var inbound = session.InboundIfAny;
        inbound?.Pause();
        try
        {
            await handling.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!session.IsOpen)
        {
            // The application gave up for a client that is gone.
        }
        catch (Exception exception)
        {
            Log.SessionHandlerFailed(session.Server.Logger, exception, session.Name);
            session.Close(DisconnectReason.ApplicationError);
        }
        finally
        {
            inbound?.Resume();
            session.Deadlines.Resume();
        }

        return session.IsOpen;
    }
}
