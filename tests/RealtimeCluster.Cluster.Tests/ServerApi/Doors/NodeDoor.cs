using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.ServerApi.Doors;

/// <summary>Through the Node package in a process of its own: one call a line, one answer a line.</summary>
internal sealed class NodeDoor : IDoor, IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Process _node;
    private readonly SemaphoreSlim _calls = new(1, 1);

    private NodeDoor(Process node) => _node = node;

    public static NodeDoor Open(IEnumerable<Uri> gateways, string token)
    {
        var script = Path.Combine(Repository.Root, "tests/RealtimeCluster.Cluster.Tests/ServerApi/Doors/node-door.js");
        var start = new ProcessStartInfo("node", [script, token, .. gateways.Select(static gateway => gateway.ToString())])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new NodeDoor(Process.Start(start) ?? throw new InvalidOperationException("node did not start."));
    }

    public async Task<StreamPosition> SendAsync(string environment, string channel, string eventName, Payload message, string? key) =>
        Position(await CallAsync(environment, "send", Quote(channel), Quote(eventName), Inline.Text(message), key is null ? "{}" : $$"""{"idempotencyKey":{{Quote(key)}}}"""));

    public async Task<StreamPosition> BroadcastAsync(string environment, string eventName, Payload message) =>
        Position(await CallAsync(environment, "broadcast", Quote(eventName), Inline.Text(message)));

    public async Task<string> GetMembersAsync(string environment, string channel) => (await CallAsync(environment, "getMembers", Quote(channel))).GetRawText();

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Deadline);
        await _node.WaitForExitAsync(deadline.Token);
        _node.Dispose();
        _calls.Dispose();
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private static StreamPosition Position(JsonElement answer) => new(
        long.Parse(answer.GetProperty("epoch").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), answer.GetProperty("offset").GetInt64());

    private async Task<JsonElement> CallAsync(string environment, string call, params string[] arguments)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _calls.WaitAsync(deadline.Token);
        try
        {
            await _node.StandardInput.WriteLineAsync($$"""{"environment":{{Quote(environment)}},"call":"{{call}}","args":[{{string.Join(',', arguments)}}]}""".AsMemory(), deadline.Token);
            await _node.StandardInput.FlushAsync(deadline.Token);
            var line = await _node.StandardOutput.ReadLineAsync(deadline.Token) ?? throw new InvalidOperationException($"node ended before it answered {call}.");
            var answer = JsonDocument.Parse(line).RootElement;
            return answer.TryGetProperty("error", out var error)
                ? throw (error.GetProperty("kind").GetString() == "no_answer" ? new TimeoutException(line) : new ArgumentException(line))
                : answer.GetProperty("result");
        }
        finally
        {
            _calls.Release();
        }
    }
}
