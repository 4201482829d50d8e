using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealtimeCluster.Load.Tests.Sockets;

/// <summary>Accepts one WebSocket, writes given bytes in given pieces, and waits for the client's end.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedServer() => _listener.Start();

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{{channel}}";

    /// <summary>What it waits for between the upgrade and the first piece.</summary>
    public Task Go { get; init; } = Task.CompletedTask;

    public async Task ServeAsync(params byte[][] pieces)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        client.NoDelay = true;
        var stream = client.GetStream();
        var request = new byte[4096];
        var length = 0;
        while (!Encoding.ASCII.GetString(request, 0, length).EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            length += await stream.ReadAsync(request.AsMemory(length));
        }

        await stream.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"u8.ToArray());
        await Go;
        foreach (var piece in pieces)
        {
            await stream.WriteAsync(piece);
        }

        while (await stream.ReadAsync(request) > 0)
        {
        }
    }

    public void Dispose() => _listener.Dispose();
}
