using Microsoft.AspNetCore.Http;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>One POST to a polling session: waits for those before it, then hands its packets to the session.</summary>
internal sealed class PollingPost(EngineSession session)
{
    private readonly EngineServer _server = session.Server;

    /// <summary>Receives the body of an HTTP request.</summary>
    public Task<PostOutcome> ReceiveAsync(HttpContext context) => InTurnAsync(() => ReadAndDispatchAsync(context), context.RequestAborted);

    /// <summary>Receives a body that is there already.</summary>
    public Task<PostOutcome> ReceiveAsync(ReadOnlyMemory<byte> body) =>
        InTurnAsync(() => new PostedPackets(session).DispatchAsync(body), CancellationToken.None);

    private async Task<PostOutcome> InTurnAsync(Func<Task<DisconnectReason?>> receive, CancellationToken aborted)
    {
        if (!session.TryGetPolling(out var polling) || !polling.TryQueuePost(out var previous, out var post))
        {
            if (session.TryGetPolling(out _))
            {
                // So many at a time are no client's mistake.
                session.Close(DisconnectReason.ProtocolError);
            }

            return PostOutcome.BadRequest;
        }

        DisconnectReason? failure;
        try
        {
            failure = await ReceiveAsync(previous, receive, aborted).ConfigureAwait(false);
            if (failure is { } reason)
            {
                session.Close(reason);
            }
        }
        finally
        {
            // Before the answer: the client may go on, with an upgrade for instance, as soon as it has read it.
            polling.EndPost(post);
        }

        return failure switch
        {
            null => PostOutcome.Ok,
            DisconnectReason.PacketTooLarge => PostOutcome.TooLarge,
            _ => PostOutcome.BadRequest,
        };
    }

    private async Task<DisconnectReason?> ReceiveAsync(Task previous, Func<Task<DisconnectReason?>> receive, CancellationToken aborted)
    {
        try
        {
            await previous.WaitAsync(_server.Options.ReceiveTimeout, _server.TimeProvider, aborted).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return DisconnectReason.ReceiveTimeout;
        }

        return await receive().ConfigureAwait(false);
    }

    private async Task<DisconnectReason?> ReadAndDispatchAsync(HttpContext context)
    {
        var body = new PollingBody(_server, session.Deadlines, () => session.Inbound);
        try
        {
            return await body.ReadAsync(context).ConfigureAwait(false)
                ?? await new PostedPackets(session).DispatchAsync(body.Bytes).ConfigureAwait(false);
        }
        finally
        {
            body.Return();
        }
    }
}
