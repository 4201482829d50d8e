using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>
/// Looks at the first bytes of each connection: a plain request for a WebSocket on a path of ours is served here, beneath HTTP;
/// everything else goes on to the web server untouched.
/// </summary>
/// <remarks>
/// Saves an HTTP request, its stream and two pipes for each connection, and a hand-over between threads for each write. It sees a
/// connection where HTTP would (<see cref="DirectPlace"/>); encrypted ones are always HTTP's.
/// </remarks>
internal sealed partial class DirectWebSockets(WebSocketRoutes routes, TimeProvider timeProvider, ILogger<DirectWebSockets> logger)
{
    /// <summary>Serves a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="limits">What the web server grants.</param>
    /// <param name="next">HTTP.</param>
    public async Task OnConnectedAsync(ConnectionContext connection, KestrelServerLimits limits, ConnectionDelegate next)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || !DirectPlace.IsOnSocket(connection))
        {
            await next(connection).ConfigureAwait(false);
            return;
        }

        var accepted = await TryReadAsync(connection, limits).ConfigureAwait(false);
        if (accepted is null)
        {
            await next(connection).ConfigureAwait(false);
            return;
        }

        try
        {
            var (request, endpoint) = accepted.Value;
            var webSocket = new DirectWebSocketConnection(connection, socket, request.Accept());
            var serving = endpoint.RunAsync(request, webSocket);

            // What is not needed any more must not live as long as the connection does.
            accepted = null;
            (request, webSocket) = (null!, null!);
            await serving.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Log.HandshakeFailed(logger, exception);
        }
    }

    private async ValueTask<(UpgradeRequest Request, IWebSocketEndpoint Endpoint)?> TryReadAsync(ConnectionContext connection, KestrelServerLimits limits)
    {
        var input = connection.Transport.Input;
        using var patience = new CancellationTokenSource(Patience(limits.KeepAliveTimeout), timeProvider);
        var stop = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var onStop = stop.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), patience);
        try
        {
            var first = await input.ReadAsync(patience.Token).ConfigureAwait(false);
            if (UpgradeRequest.TryRead(first.Buffer, HeadLimits.Of(limits), (connection.RemoteEndPoint as IPEndPoint)?.Address, out var request, out var end)
                && routes.TryFind(request.Path, out var endpoint)
                && endpoint.Accepts(request))
            {
                input.AdvanceTo(end);
                return (request, endpoint);
            }

            // Nothing of it is consumed, so the web server sees all of it, also when it is the end.
            input.AdvanceTo(first.Buffer.Start);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // A server that stops does not wait for a client that has said nothing: HTTP lets it go.
            if (!stop.IsCancellationRequested)
            {
                connection.Abort();
            }
        }

        return null;
    }

    // What the web server grants a client to begin its first request; what a timer cannot count is for ever.
    private static TimeSpan Patience(TimeSpan granted) => granted.TotalMilliseconds < int.MaxValue ? granted : Timeout.InfiniteTimeSpan;

    private static partial class Log
    {
        [LoggerMessage(Diagnostics.LogEvents.WebSocketHandshakeFailed, LogLevel.Debug, "A connection was lost while it became a WebSocket.")]
        public static partial void HandshakeFailed(ILogger logger, Exception exception);
    }
}
