using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using RealtimeCluster.SocketIO.Diagnostics;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Answers the HTTP requests of Engine.IO: handshakes, polls, posts and WebSockets.</summary>
internal sealed partial class EngineEndpoint(EngineServer server)
{
    private readonly PeerEndpoint _peers = new(server);
    private readonly LogPace _oldClientPace = new(server.TimeProvider);

    public Task InvokeAsync(HttpContext context)
    {
        // Slow clients have deadlines of their own; a poll that is held is slow by design.
        context.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
        context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
        var request = context.Request;
        if (request.Method == HttpMethods.Options)
        {
            EngineResponses.WritePreflight(context);
            return Task.CompletedTask;
        }

        var query = EngineQuery.Read(request.QueryString.Value);
        var isWebSocket = context.WebSockets.IsWebSocketRequest;
        if (query.Transport is not (Transport.PollingName or Transport.WebSocketName))
        {
            return EngineResponses.WriteErrorAsync(context, EngineError.TransportUnknown);
        }

        if (WebSocketHandshake.IsOfOtherVersion(request))
        {
            WebSocketHandshake.WriteVersion(context.Response);
            return Task.CompletedTask;
        }

        if (isWebSocket != (query.Transport == Transport.WebSocketName) || (isWebSocket && !WebSocketHandshake.IsAcceptable(context)))
        {
            return EngineResponses.WriteErrorAsync(context, EngineError.BadRequest);
        }

        return query.Sid is { } sid
            ? ContinueAsync(context, sid, isWebSocket)
            : HandshakeAsync(context, query, isWebSocket);
    }

    private Task HandshakeAsync(HttpContext context, in EngineQuery query, bool isWebSocket)
    {
        var request = context.Request;
        if (!isWebSocket && request.Method != HttpMethods.Get)
        {
            return EngineResponses.WriteErrorAsync(context, EngineError.BadHandshakeMethod);
        }

        if (query.Version != "4")
        {
            if (_oldClientPace.TryPass(out var skippedCount))
            {
                Log.ClientTooOld(server.Logger, query.Version == "3" ? "3" : "none or another", skippedCount);
            }

            return EngineResponses.WriteErrorAsync(context, EngineError.UnsupportedVersion);
        }

        if (server.IsStopping)
        {
            EngineResponses.WriteStatus(context, StatusCodes.Status503ServiceUnavailable);
            return Task.CompletedTask;
        }

        if (server.Gate.RetryAfter is { } delay)
        {
            EngineResponses.WriteRetryAfter(context, delay);
            return Task.CompletedTask;
        }

        if (isWebSocket)
        {
            return AcceptAsync(context, null);
        }

        var session = server.Open(
            HandshakeRequest.From(context),
            opened => new PollingTransport(opened, server.Options, server.TimeProvider));
        return PollAsync(context, session);
    }

    private Task ContinueAsync(HttpContext context, string sid, bool isWebSocket)
    {
        if (!server.TryGet(sid, out var session))
        {
            return server.Peers.Find(sid) is { } peer
                ? _peers.ServeAsync(context, peer, isWebSocket)
                : EngineResponses.WriteErrorAsync(context, EngineError.SessionUnknown);
        }

        if (isWebSocket)
        {
            return AcceptAsync(context, session);
        }

        return context.Request.Method switch
        {
            "GET" => PollAsync(context, session),
            "POST" => PostAsync(context, session),
            _ => EngineResponses.WriteErrorAsync(context, EngineError.BadRequest),
        };
    }

    private static async Task PollAsync(HttpContext context, EngineSession session)
    {
        if (!session.TryGetPolling(out var polling) || !await polling.PollAsync(new HttpPollReply(context)).ConfigureAwait(false))
        {
            await EngineResponses.WriteErrorAsync(context, EngineError.BadRequest).ConfigureAwait(false);
        }
    }

    private static async Task PostAsync(HttpContext context, EngineSession session)
    {
        switch (await new PollingPost(session).ReceiveAsync(context).ConfigureAwait(false))
        {
            case PostOutcome.Ok:
                await EngineResponses.WriteOkAsync(context).ConfigureAwait(false);
                break;
            case PostOutcome.TooLarge:
                EngineResponses.WriteStatus(context, StatusCodes.Status413PayloadTooLarge);
                break;
            default:
                await EngineResponses.WriteErrorAsync(context, EngineError.BadRequest).ConfigureAwait(false);
                break;
        }
    }

    private async Task AcceptAsync(HttpContext context, EngineSession? session)
    {
        using var connection = await HttpWebSocketConnection.AcceptAsync(context).ConfigureAwait(false);
        await WebSocketTransport.ServeAsync(server, HandshakeRequest.From(context), session, connection).ConfigureAwait(false);
    }
}
