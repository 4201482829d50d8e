using Microsoft.AspNetCore.WebUtilities;
using RealtimeCluster.Gateway.WebSockets;

namespace RealtimeCluster.Gateway.EngineIO;

/// <summary>Serves the WebSockets of an Engine.IO path that come beneath HTTP.</summary>
internal sealed class EngineWebSocketEndpoint(EngineServer server) : IWebSocketEndpoint
{
    /// <summary>Whether the request is one that HTTP would accept too; the answers to all others are made there.</summary>
    public bool Accepts(UpgradeRequest request)
    {
        if (server.IsStopping)
        {
            return false;
        }

        var query = QueryHelpers.ParseQuery(request.Query);
        return query.TryGetValue("transport", out var transport) && transport is [Transport.WebSocketName]
            && (query.TryGetValue("sid", out var sid) ? server.TryGet(sid.ToString(), out _) : query.TryGetValue("EIO", out var version) && version is ["4"] && server.Gate.RetryAfter is null);
    }

    public Task RunAsync(UpgradeRequest request, WebSocketConnection connection)
    {
        EngineSession? session = null;
        if (QueryHelpers.ParseQuery(request.Query).TryGetValue("sid", out var sid) && !server.TryGet(sid.ToString(), out session))
        {
            // It ended since the look at it: there is nothing left to take over, and the answer of HTTP can no longer be given.
            connection.Abort();
            return Task.CompletedTask;
        }

        return WebSocketTransport.ServeAsync(server, HandshakeRequest.From(request), session, connection);
    }
}
