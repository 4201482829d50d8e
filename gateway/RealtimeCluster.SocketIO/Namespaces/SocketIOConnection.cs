using System.Diagnostics.CodeAnalysis;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>One client's Socket.IO: decodes what arrives on its session and keeps the namespaces it is in.</summary>
/// <remarks>
/// Packets come one at a time; while the application judges a CONNECT the next one is read, so that the end of the transport is noticed, and waits. The end of the session comes on another thread at any moment; what the two share is
/// guarded by the lock of the list.
/// </remarks>
internal sealed partial class SocketIOConnection(SocketIOServer server, EngineSession engine) : IEngineIOHandler
{
    private static readonly ReadOnlyMemory<byte> InternalError = """{"message":"Internal Server Error"}"""u8.ToArray();

    private readonly List<NamespaceSession> _namespaces = new(1);
    private BinaryPacket? _unfinished;
    private CancellationTokenSource? _connecting;
    private DisconnectReason? _closed;
    private int _refusedCount;
    private volatile TaskCompletionSource? _judging;

    public EngineSession Engine => engine;

    public TimeProvider TimeProvider => server.TimeProvider;

    public int MaxOutstandingAcks => server.Options.MaxOutstandingAcks;

    public ValueTask OnMessageAsync(ReadOnlyMemory<byte> message, bool isBinary) =>
        _judging is { } judging ? TakeAfterAsync(judging.Task, message, isBinary) : TakeAsync(message, isBinary);

    private async ValueTask TakeAfterAsync(Task judging, ReadOnlyMemory<byte> message, bool isBinary)
    {
        await judging.ConfigureAwait(false);
        await TakeAsync(message, isBinary).ConfigureAwait(false);
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> message, bool isBinary)
    {
        if (isBinary || _unfinished is not null)
        {
            await ContinueBinaryAsync(message, isBinary).ConfigureAwait(false);
            return;
        }

        if (!SocketIODecoder.TryRead(message, server.Limits.MaxAttachmentCount, server.Limits.MaxJsonDepth, out var packet))
        {
            engine.Close(DisconnectReason.ProtocolError);
            return;
        }

        if (packet.AttachmentCount == 0)
        {
            await DispatchAsync(packet, [], isTooLarge: false).ConfigureAwait(false);
            return;
        }

        await BeginBinaryAsync(message, packet.AttachmentCount).ConfigureAwait(false);
    }

    public void OnClosed(DisconnectReason reason)
    {
        NamespaceSession[] left;
        CancellationTokenSource? connecting;
        lock (_namespaces)
        {
            _closed = reason;
            left = [.. _namespaces];
            _namespaces.Clear();
            connecting = _connecting;
            _unfinished?.Dispose();
        }

        // Outside the gate: whoever waits for this runs here.
        connecting?.Cancel();

        foreach (var session in left)
        {
            try
            {
                session.TryEnd(reason);
            }
            catch (Exception exception)
            {
                Log.NamespaceHandlerFailed(server.Logger, exception, engine.Name);
            }
        }
    }

    public void Remove(NamespaceSession session)
    {
        lock (_namespaces)
        {
            _namespaces.Remove(session);
        }
    }

    private async ValueTask BeginBinaryAsync(ReadOnlyMemory<byte> text, int attachmentCount)
    {
        var packet = new BinaryPacket(engine, attachmentCount, server.Limits.MaxFrameBytes);
        lock (_namespaces)
        {
            if (_closed is not null)
            {
                return;
            }

            _unfinished = packet;
        }

        if (!await packet.TryKeepTextAsync(text).ConfigureAwait(false))
        {
            engine.Close(DisconnectReason.InboundMemoryFull);
        }
    }

    private async ValueTask ContinueBinaryAsync(ReadOnlyMemory<byte> message, bool isBinary)
    {
        // Text before the last attachment, or an attachment that no packet announced.
        if (!isBinary || _unfinished is not { } packet)
        {
            engine.Close(DisconnectReason.ProtocolError);
            return;
        }

        if (!await packet.TryAddAsync(message).ConfigureAwait(false))
        {
            engine.Close(DisconnectReason.InboundMemoryFull);
            return;
        }

        if (!packet.IsComplete)
        {
            return;
        }

        _unfinished = null;
        using (packet)
        {
            if (SocketIODecoder.TryRead(packet.Text, server.Limits.MaxAttachmentCount, server.Limits.MaxJsonDepth, out var decoded))
            {
                await DispatchAsync(decoded, packet.Attachments, packet.IsTooLarge).ConfigureAwait(false);
            }
        }
    }

    private ValueTask DispatchAsync(SocketIOPacket packet, IReadOnlyList<byte[]> attachments, bool isTooLarge)
    {
        if (packet.Type == SocketIOPacketType.Connect)
        {
            BeginConnect(packet);
            return ValueTask.CompletedTask;
        }

        if (!TryFind(packet.Namespace, out var session))
        {
            // Nothing may be sent to a namespace before its CONNECT, nor after its DISCONNECT.
            engine.Close(DisconnectReason.ProtocolError);
            return ValueTask.CompletedTask;
        }

        switch (packet.Type)
        {
            case SocketIOPacketType.Event or SocketIOPacketType.BinaryEvent:
                return session.Handler.OnEventAsync(
                    new ReceivedEvent(packet.Elements[0], new ArraySegment<ReadOnlyMemory<byte>>(packet.Elements, 1, packet.Elements.Length - 1), attachments, packet.AckId) { IsTooLarge = isTooLarge });
            case SocketIOPacketType.Ack or SocketIOPacketType.BinaryAck:
                // One that is too large is no answer: whoever waits for it sees none in time.
                if (packet.AckId is { } ackId && !isTooLarge)
                {
                    session.ResolveAck(ackId, packet.Payload, attachments);
                }

                break;
            case SocketIOPacketType.Disconnect:
                Remove(session);
                session.TryEnd(DisconnectReason.ClientDisconnected);
                break;
        }

        return ValueTask.CompletedTask;
    }

    // The memory of the packet is the transport's, which reads on.
    private void BeginConnect(SocketIOPacket packet)
    {
        var connecting = ConnectAsync(packet with { Payload = packet.Payload.ToArray() });
        if (!connecting.IsCompletedSuccessfully)
        {
            _judging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = JudgeAsync(connecting);
        }
    }

    private async Task JudgeAsync(ValueTask connecting)
    {
        try
        {
            await connecting.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.ConnectHandlerFailed(server.Logger, exception, engine.Name);
            engine.Close(DisconnectReason.ApplicationError);
        }
        finally
        {
            var judging = _judging!;
            _judging = null;
            judging.SetResult();
        }
    }

    private async ValueTask ConnectAsync(SocketIOPacket packet)
    {
        if (TryFind(packet.Namespace, out _) || _namespaces.Count >= server.Options.MaxNamespaceCount || packet.AckId is not null)
        {
            engine.Close(DisconnectReason.ProtocolError);
            return;
        }

        var outcome = await AskAsync(packet).ConfigureAwait(false);
        if (outcome.CloseReason is { } closeReason)
        {
            engine.Close(closeReason);
            return;
        }

        if (outcome.Handler is null)
        {
            engine.Enqueue(SocketIOEncoder.ConnectError(outcome.Data.Span, packet.Namespace));
            engine.Flush();
            if (++_refusedCount >= server.Options.MaxRefusedConnects && !IsInAny())
            {
                // The refusal is written before the close.
                engine.Close(DisconnectReason.TooManyFailures);
            }

            return;
        }

        var session = new NamespaceSession(this, outcome.Sid!, packet.Namespace, outcome.Handler);
        DisconnectReason? closed;
        lock (_namespaces)
        {
            closed = _closed;
            if (closed is null)
            {
                _namespaces.Add(session);
            }
        }

        if (closed is { } reason)
        {
            outcome.Handler.OnDisconnected(reason);
            return;
        }

        engine.Deadlines.Disarm();
        engine.Enqueue(SocketIOEncoder.Connect(session.Sid, outcome.Data.Span, session.Namespace));
        session.Begin();
        engine.Flush();
    }

    private async ValueTask<ConnectOutcome> AskAsync(SocketIOPacket packet)
    {
        // Not disposed of, as the end of the session may be about to cancel it; without a timer it holds nothing.
        var cancellation = new CancellationTokenSource();
        lock (_namespaces)
        {
            if (_closed is not null)
            {
                return ConnectOutcome.Refuse(InternalError);
            }

            _connecting = cancellation;
        }

        try
        {
            return await server.Application
                .OnConnectAsync(new ConnectRequest(packet.Namespace, packet.Payload, engine.Handshake), cancellation.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The client left first; the refusal has nowhere to go.
            return ConnectOutcome.Refuse(InternalError);
        }
        catch (Exception exception)
        {
            Log.ConnectHandlerFailed(server.Logger, exception, engine.Name);
            return ConnectOutcome.Refuse(InternalError);
        }
        finally
        {
            lock (_namespaces)
            {
                _connecting = null;
            }
        }
    }

    private bool IsInAny()
    {
        lock (_namespaces)
        {
            return _namespaces.Count > 0;
        }
    }

    private bool TryFind(string ns, [NotNullWhen(true)] out NamespaceSession? session)
    {
        lock (_namespaces)
        {
            foreach (var candidate in _namespaces)
            {
                if (candidate.Namespace == ns)
                {
                    session = candidate;
                    return true;
                }
            }
        }

        session = null;
        return false;
    }
}
