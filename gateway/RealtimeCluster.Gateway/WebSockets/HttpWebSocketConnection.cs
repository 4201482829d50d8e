using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace RealtimeCluster.Gateway.WebSockets;

/// <summary>A WebSocket that the web server's middleware accepted: any HTTP version, with or without TLS.</summary>
/// <remarks>Reading is the framework's WebSocket; writing shares its stream with the WebSocket's own control frames.</remarks>
internal sealed class HttpWebSocketConnection(HttpContext context, WebSocket webSocket, OrderedWriteStream stream) : WebSocketConnection
{
    public override CancellationToken Closed => context.RequestAborted;

    public override WebSocketCloseStatus? CloseStatus => webSocket.CloseStatus;

    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer) => webSocket.ReceiveAsync(buffer, CancellationToken.None);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken) => stream.WriteAsync(frames, cancellationToken);

    public override void Abort() => context.Abort();
}
