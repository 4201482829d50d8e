using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace RealtimeCluster.Deployment.Tests.Tls;

/// <summary>Connects as a client does, over any HTTP client.</summary>
internal static class Handshake
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Opens a WebSocket, connects to the main namespace, and joins a channel if it may.</summary>
    /// <param name="url">The base URL.</param>
    /// <param name="client">What makes the connection.</param>
    /// <param name="auth">The payload of CONNECT.</param>
    /// <param name="forwardedFor">What the client claims of its address; none by default.</param>
    /// <returns>The first packet that answers: of a join that took effect, or of a refusal.</returns>
    public static async Task<string> ConnectAndJoinAsync(Uri url, HttpMessageInvoker client, object auth, string? forwardedFor = null)
    {
        using var expiry = new CancellationTokenSource(Deadline);
        using var webSocket = new ClientWebSocket();
        if (forwardedFor is not null)
        {
            webSocket.Options.SetRequestHeader("X-Forwarded-For", forwardedFor);
        }

        var target = new UriBuilder(url) { Scheme = url.Scheme == "https" ? "wss" : "ws", Path = "/realtime/", Query = "EIO=4&transport=websocket" };
        await webSocket.ConnectAsync(target.Uri, client, expiry.Token);
        Assert.StartsWith("0{", await ReceiveAsync(webSocket, expiry.Token), StringComparison.Ordinal);
        await SendAsync(webSocket, "40" + JsonSerializer.Serialize(auth), expiry.Token);
        var answer = await ReceiveAsync(webSocket, expiry.Token);
        if (answer.StartsWith("40{", StringComparison.Ordinal))
        {
            await SendAsync(webSocket, """420["join",{"channel":"lobby"}]""", expiry.Token);
            do
            {
                answer = await ReceiveAsync(webSocket, expiry.Token);
            }
            while (!answer.StartsWith("430", StringComparison.Ordinal));
        }

        webSocket.Abort();
        return answer;
    }

    private static async Task SendAsync(ClientWebSocket webSocket, string text, CancellationToken cancellationToken) =>
        await webSocket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private static async Task<string> ReceiveAsync(ClientWebSocket webSocket, CancellationToken cancellationToken)
    {
        var buffer = new byte[16_384];
        var length = 0;
        WebSocketReceiveResult result;
        do
        {
            result = await webSocket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), cancellationToken);
            length += result.Count;
        }
        while (!result.EndOfMessage);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
