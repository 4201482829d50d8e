using System.Text;
using System.Text.Json;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Testing.Clients;

/// <summary>A Socket.IO client that reads only while a test asks it to, and for which the kernel reads hardly anything ahead.</summary>
/// <remarks>It answers no ping: the server under test must not expect one meanwhile.</remarks>
public sealed class StallingClient : IDisposable
{
    private const int ReceiveBufferBytes = 16 * 1024;
    private const byte FinalText = 0x81;
    private const byte FinalClose = 0x88;

    private readonly RawWebSocket _webSocket;

    private StallingClient(RawWebSocket webSocket) => _webSocket = webSocket;

    /// <summary>The connection's id.</summary>
    public string Id { get; private set; } = string.Empty;

    /// <summary>Connects and joins a channel; from then on nothing is read.</summary>
    /// <param name="baseUrl">The gateway.</param>
    /// <param name="auth">The CONNECT payload.</param>
    /// <param name="channel">The channel.</param>
    public static async Task<StallingClient> JoinAsync(Uri baseUrl, object auth, string channel)
    {
        var client = new StallingClient(await RawWebSocket.ConnectAsync(baseUrl, "/realtime/?EIO=4&transport=websocket", ReceiveBufferBytes));
        await client._webSocket.SendAsync("40" + JsonSerializer.Serialize(auth));
        var connected = await client.ReadUntilAsync(static packet => packet.StartsWith("40", StringComparison.Ordinal), "the answer to CONNECT");
        client.Id = JsonDocument.Parse(connected[^1].AsMemory(2)).RootElement.GetProperty("sid").GetString()!;
        await client.AskAsync("join", new { channel });
        return client;
    }

    /// <summary>Sends an event and reads up to its acknowledgement.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="argument">Its one argument.</param>
    /// <returns>What was read.</returns>
    public async Task<IReadOnlyList<string>> AskAsync(string name, object argument)
    {
        await _webSocket.SendAsync(string.Concat("421", JsonSerializer.Serialize(new[] { name, argument })));
        return await ReadUntilAsync(static packet => packet.StartsWith("431[", StringComparison.Ordinal), $"an acknowledgement of '{name}'");
    }

    /// <summary>Reads packets up to one that fits.</summary>
    /// <param name="fits">Which one.</param>
    /// <param name="expected">What is waited for, for the message.</param>
    /// <returns>All that were read, that one included.</returns>
    /// <exception cref="InvalidOperationException">The server ended the connection before.</exception>
    public async Task<IReadOnlyList<string>> ReadUntilAsync(Func<string, bool> fits, string expected)
    {
        ArgumentNullException.ThrowIfNull(fits);
        var packets = new List<string>();
        while (await ReadAsync() is { } packet)
        {
            packets.Add(packet);
            if (fits(packet))
            {
                return packets;
            }
        }

        throw new InvalidOperationException($"Client {Id} expected {expected}, and was disconnected after {packets.Count} packets.");
    }

    /// <summary>Reads what is left up to the end of the connection.</summary>
    public async Task<IReadOnlyList<string>> ReadToEndAsync()
    {
        var packets = new List<string>();
        while (await ReadAsync() is { } packet)
        {
            packets.Add(packet);
        }

        return packets;
    }

    /// <inheritdoc />
    public void Dispose() => _webSocket.Dispose();

    private async Task<string?> ReadAsync()
    {
        var (first, payload) = await _webSocket.ReceiveFrameAsync();
        return first switch
        {
            0 or FinalClose => null,
            FinalText => Encoding.UTF8.GetString(payload),
            _ => throw new InvalidOperationException($"Expected text, got {first:x2} with {payload.Length} bytes."),
        };
    }
}
