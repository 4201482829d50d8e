using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>
/// Judges what the web server's middleware takes for a request for a WebSocket. It takes HTTP/1.0, methods in other letters, several
/// versions, targets with blanks and any names of headers; RFC 6455, section 4.2.1, and RFC 9112, sections 3 and 5, do not.
/// </summary>
internal static class WebSocketHandshake
{
    private const string Version = "13";

    /// <summary>Whether the client asks for a version other than the one there is.</summary>
    public static bool IsOfOtherVersion(HttpRequest request) =>
        request.Headers.Upgrade.Count > 0 && request.Headers.SecWebSocketVersion is { Count: > 0 } and not [Version];

    /// <summary>Whether the WebSocket may be accepted.</summary>
    /// <param name="context">A request for a WebSocket.</param>
    public static bool IsAcceptable(HttpContext context)
    {
        var request = context.Request;
        return request.Headers.SecWebSocketVersion is [Version]
            && IsTarget(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)
            && TryChooseSubprotocol(request, out _)
            && (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } || IsOpeningHandshake(request));
    }

    /// <inheritdoc cref="Subprotocol.TryChoose"/>
    public static bool TryChooseSubprotocol(HttpRequest request, out string? chosen)
    {
        var offered = request.Headers.SecWebSocketProtocol;
        return Subprotocol.TryChoose(offered.Count == 0 ? null : string.Join(',', offered.ToArray()), out chosen);
    }

    private static bool IsOpeningHandshake(HttpRequest request) =>
        HttpProtocol.IsHttp11(request.Protocol)
        && request.Method == HttpMethods.Get
        && HttpSyntax.IsWebSocketKey(request.Headers.SecWebSocketKey.ToString())
        && request.Headers.Keys.All(static name => HttpSyntax.IsToken(name));

    private static bool IsTarget(string target) => !target.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>Answers a request of another version (RFC 6455, section 4.2.2; RFC 9110, section 15.5.22).</summary>
    public static void WriteVersion(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status426UpgradeRequired;
        response.Headers.Connection = "Upgrade";
        response.Headers.Upgrade = "websocket";
        response.Headers.SecWebSocketVersion = Version;
    }
}
