using Microsoft.AspNetCore.Http;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Answers the HTTP requests of sessions that another process owns, as that one would.</summary>
internal sealed class PeerEndpoint(EngineServer server)
{
    public async Task ServeAsync(HttpContext context, IPeerSession session, bool isWebSocket)
    {
        var outcome = isWebSocket
            ? await RelayAsync(context, session).ConfigureAwait(false)
            : context.Request.Method switch
            {
                "GET" => await session.PollAsync(new HttpPollReply(context)).ConfigureAwait(false),
                "POST" => await PostAsync(context, session).ConfigureAwait(false),
                _ => PeerOutcome.BadRequest,
            };
        switch (outcome)
        {
            case PeerOutcome.TooLarge:
                EngineResponses.WriteStatus(context, StatusCodes.Status413PayloadTooLarge);
                break;
            case PeerOutcome.SessionUnknown:
                await EngineResponses.WriteErrorAsync(context, EngineError.SessionUnknown).ConfigureAwait(false);
                break;
            case PeerOutcome.BadRequest:
                await EngineResponses.WriteErrorAsync(context, EngineError.BadRequest).ConfigureAwait(false);
                break;
        }
    }

    private async Task<PeerOutcome> PostAsync(HttpContext context, IPeerSession session)
    {
        PeerOutcome outcome;
        var body = new PollingBody(server, session, () => new PeerRequest(server, context).Claim);
        try
        {
            if (await body.ReadAsync(context).ConfigureAwait(false) is { } reason)
            {
                await session.RefuseAsync(reason).ConfigureAwait(false);
                return reason == DisconnectReason.PacketTooLarge ? PeerOutcome.TooLarge : PeerOutcome.BadRequest;
            }

            outcome = await session.PostAsync(body.Bytes).ConfigureAwait(false);
        }
        finally
        {
            body.Return();
        }

        if (outcome == PeerOutcome.Done)
        {
            await EngineResponses.WriteOkAsync(context).ConfigureAwait(false);
        }

        return outcome;
    }

    private static async Task<PeerOutcome> RelayAsync(HttpContext context, IPeerSession session)
    {
        // The owner is asked before the WebSocket is accepted: afterwards an unknown session could not be told any more.
        if (await session.OpenWebSocketAsync(EngineQuery.Read(context.Request.QueryString.Value).IsTextOnly).ConfigureAwait(false) is not { } relay)
        {
            return PeerOutcome.SessionUnknown;
        }

        await using (relay.ConfigureAwait(false))
        {
            using var connection = await HttpWebSocketConnection.AcceptAsync(context).ConfigureAwait(false);
            await relay.RunAsync(connection).ConfigureAwait(false);
        }

        return PeerOutcome.Done;
    }
}
