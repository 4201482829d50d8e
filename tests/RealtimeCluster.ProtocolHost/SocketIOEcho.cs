using System.Buffers;
using System.Text;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.ProtocolHost;

/// <summary>The application the official Socket.IO suite expects: it shows the credentials, and echoes two events.</summary>
public sealed class SocketIOEcho : ISocketIOApplication
{
    /// <inheritdoc/>
    public ValueTask<ConnectOutcome> OnConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ValueTask.FromResult(request.Namespace is "/" or "/custom"
            ? ConnectOutcome.Accept(SessionId.Create(), new Handler(request.Auth.ToArray()))
            : ConnectOutcome.Refuse("""{"message":"Invalid namespace"}"""u8.ToArray()));
    }

    private sealed class Handler(byte[] auth) : INamespaceHandler
    {
        private NamespaceSession? _session;

        public void OnConnected(NamespaceSession session)
        {
            _session = session;
            var text = auth.Length == 0 ? "{}" : Encoding.UTF8.GetString(auth);
            session.Enqueue(SocketIOEncoder.Event(Encoding.UTF8.GetBytes($"""["auth",{text}]"""), [], session.Namespace));
        }

        public ValueTask OnEventAsync(ReceivedEvent received)
        {
            var session = _session!;
            if (received.IsTooLarge)
            {
                if (received.AckId is { } refused)
                {
                    session.Acknowledge(refused, "[\"too large\"]"u8, []);
                }
            }
            else if (received.Name.Span.SequenceEqual("\"message\""u8))
            {
                session.Send(SocketIOEncoder.Event(JsonArray("\"message-back\""u8, received), received.Attachments, session.Namespace));
            }
            else if (received is { AckId: { } ackId } && received.Name.Span.SequenceEqual("\"message-with-ack\""u8))
            {
                session.Acknowledge(ackId, JsonArray(default, received), received.Attachments);
            }

            return ValueTask.CompletedTask;
        }

        public void OnDisconnected(DisconnectReason reason)
        {
            // An echo keeps nothing that would have to be let go.
        }

        private static ReadOnlySpan<byte> JsonArray(ReadOnlySpan<byte> first, ReceivedEvent received)
        {
            var writer = new ArrayBufferWriter<byte>();
            writer.Write("["u8);
            writer.Write(first);
            foreach (var argument in received.Arguments)
            {
                if (writer.WrittenCount > 1)
                {
                    writer.Write(","u8);
                }

                writer.Write(argument.Span);
            }

            writer.Write("]"u8);
            return writer.WrittenSpan;
        }
    }
}
