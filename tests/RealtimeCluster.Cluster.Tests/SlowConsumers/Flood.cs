using System.Globalization;
using System.Text.Json;
using RealtimeCluster.Testing.Clients;

namespace RealtimeCluster.Cluster.Tests.SlowConsumers;

/// <summary>Numbered messages into one channel, each sent when a bystander has the one before, so that nobody who reads is ever slow.</summary>
/// <remarks>What a client saw is a list of words: <c>name 17</c> for a message, <c>channel:update ID</c> for an event of a member.</remarks>
internal sealed class Flood : IAsyncDisposable
{
    private const int PayloadBytes = 16_000;

    private readonly string _channel;
    private readonly SocketIOTestClient _publisher;
    private readonly SocketIOTestClient _bystander;
    private readonly string _filling = new('x', PayloadBytes);
    private readonly List<string> _seen = [];

    private Flood(string channel, SocketIOTestClient publisher, SocketIOTestClient bystander)
    {
        _channel = channel;
        _publisher = publisher;
        _bystander = bystander;
    }

    /// <summary>As many messages as the kernels' buffers for one connection and its queue may swallow, with some to spare.</summary>
    public static int MessagesThatFillBuffers { get; } = (12_000_000 / PayloadBytes) + (SmallOutputServer.MaxOutboundBytes / PayloadBytes);

    /// <summary>As many messages as its queue may hold, twice.</summary>
    public static int MessagesThatFillTheQueue { get; } = 2 * SmallOutputServer.MaxOutboundBytes / PayloadBytes;

    /// <summary>What the bystander saw, in order.</summary>
    public IReadOnlyList<string> Seen => _seen;

    /// <summary>The number of the last message.</summary>
    public int Count { get; private set; }

    public static async Task<Flood> OpenAsync(Uri url, object auth, string channel)
    {
        var flood = new Flood(channel, await SocketIOTestClient.ConnectAsync(url, auth), await SocketIOTestClient.ConnectAsync(url, auth));
        await flood._bystander.EmitWithAckAsync("join", new { channel });
        return flood;
    }

    /// <summary>Sends messages, and waits until the bystander has them.</summary>
    public async Task SendAsync(string eventName, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{++Count}:{_filling}");
            await _publisher.EmitAsync("message", new { channel = _channel, eventName, message = text });
            await SeeAsync(Word(eventName, Count));
        }
    }

    /// <summary>Reads as the bystander until something was seen.</summary>
    public async Task SeeAsync(string word)
    {
        if (!_seen.Contains(word))
        {
            await _bystander.WaitForAsync(
                frame =>
                {
                    _seen.Add(Read("4" + frame.Text)!);
                    return _seen[^1] == word;
                },
                word);
        }
    }

    public static string Word(string eventName, int number) => string.Create(CultureInfo.InvariantCulture, $"{eventName} {number}");

    /// <summary>What a packet says in the words of this class; nothing for what is no event.</summary>
    public static string? Read(string packet)
    {
        if (!packet.StartsWith("42[", StringComparison.Ordinal))
        {
            return null;
        }

        using var json = JsonDocument.Parse(packet.AsMemory(2));
        var message = json.RootElement[1].GetProperty("message");
        return message.ValueKind == JsonValueKind.String
            ? $"{json.RootElement[0].GetString()} {message.GetString()!.Split(':')[0]}"
            : $"{json.RootElement[0].GetString()} {message.GetProperty("id").GetString()}{Profile(message)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await _bystander.DisposeAsync();
    }

    private static string Profile(JsonElement member) => member.TryGetProperty("data", out var data) ? " " + data.GetRawText() : string.Empty;
}
