using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>A WebSocket that the web server's middleware accepted: any HTTP version, with or without TLS.</summary>
/// <remarks>Reading is the framework's WebSocket; writing shares its stream with the WebSocket's own control frames.</remarks>
internal sealed class HttpWebSocketConnection : WebSocketConnection, IDisposable
{
    private readonly HttpContext _context;
    private readonly WebSocket _webSocket;
    private readonly OrderedWriteStream _stream;

    private HttpWebSocketConnection(HttpContext context, WebSocket webSocket, OrderedWriteStream stream)
    {
        _context = context;
        _webSocket = webSocket;
        _stream = stream;
    }

    public override CancellationToken Closed => _context.RequestAborted;

    public override WebSocketCloseStatus? CloseStatus =>
        _webSocket.CloseStatus is not null && _stream.HasReadEmptyClose ? WebSocketCloseStatus.Empty : _webSocket.CloseStatus;

    /// <summary>Accepts the WebSocket that a request asks for.</summary>
    public static async Task<HttpWebSocketConnection> AcceptAsync(HttpContext context)
    {
        // A feature of our own would be shadowed if the middleware ever stopped upgrading through the request's features.
        var upgrade = context.Features.GetRequiredFeature<OrderedUpgrade>();
        WebSocketHandshake.TryChooseSubprotocol(context.Request, out var subprotocol);
        var webSocket = await context.WebSockets.AcceptWebSocketAsync(subprotocol).ConfigureAwait(false);
        var stream = upgrade.Stream ?? throw new InvalidOperationException("The WebSocket was not built on the request's upgrade feature.");
        return new HttpWebSocketConnection(context, webSocket, stream);
    }

    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer) => _webSocket.ReceiveAsync(buffer, CancellationToken.None);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> frames, IWriteProgress? progress, CancellationToken cancellationToken) =>
        _stream.WriteAsync(frames, progress, cancellationToken);

    public override void Abort() => _context.Abort();

    public void Dispose() => _webSocket.Dispose();
}
