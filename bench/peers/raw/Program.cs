using System.Collections.Concurrent;
using System.Net.WebSockets;

// A peer to compare with, the floor of this platform: Kestrel's WebSockets and one SendAsync for each delivery. No protocol, no
// channels, no cluster: what comes in goes to every socket of the same path.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var app = builder.Build();
app.UseWebSockets();
var channels = new ConcurrentDictionary<string, ConcurrentDictionary<WebSocket, SemaphoreSlim>>();

app.Run(async context =>
{
    if (!context.WebSockets.IsWebSocketRequest)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return;
    }

    using var webSocket = await context.WebSockets.AcceptWebSocketAsync();
    using var writing = new SemaphoreSlim(1, 1);
    var members = channels.GetOrAdd(context.Request.Path, static _ => new());
    members[webSocket] = writing;
    var buffer = new byte[16 * 1024];
    try
    {
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await webSocket.ReceiveAsync(buffer.AsMemory(length), context.RequestAborted);
                length += received.Count;
            }
            while (!received.EndOfMessage && length < buffer.Length);

            if (received.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            foreach (var (member, semaphore) in members)
            {
                await SendAsync(member, semaphore, buffer.AsMemory(0, length));
            }
        }
    }
    catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
    {
        // The client is gone.
        return;
    }
    finally
    {
        members.TryRemove(webSocket, out _);
    }
});
await app.RunAsync();

// A WebSocket allows one send at a time, and several members may publish.
static async ValueTask SendAsync(WebSocket member, SemaphoreSlim semaphore, ReadOnlyMemory<byte> message)
{
    await semaphore.WaitAsync();
    try
    {
        await member.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }
    catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
    {
        // Its own loop notices and removes it.
        return;
    }
    finally
    {
        semaphore.Release();
    }
}
