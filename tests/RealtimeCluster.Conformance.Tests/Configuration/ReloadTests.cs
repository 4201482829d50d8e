using System.Text.Json;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Configuration;

/// <summary>What the followed configuration file says takes effect on live connections.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    // The rule is two seconds; a loaded machine gets more, a server that does not react at all gets nothing.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly string _config = Path.GetTempFileName();
    private StandaloneProcess _server = null!;

    public async Task InitializeAsync()
    {
        await WriteAsync(suspended: false, "first-key");
        _server = await StandaloneProcess.StartAsync(_config);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        File.Delete(_config);
    }

    [Fact]
    public async Task Suspended_LiveConnection_StaysUnservedAndGoesOnWhenTakenBack()
    {
        await using var client = await ConnectAsync("first-key");
        await JoinAsync(client, "c");

        await WriteAsync(suspended: true, "first-key");
        await UntilAsync(client, static answer => CodeOf(answer) == "suspended_environment", "the pause");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => ConnectAsync("first-key"));
        await WriteAsync(suspended: false, "first-key");
        await UntilAsync(client, static answer => answer.TryGetProperty("ok", out _), "the end of the pause");

        Assert.Contains("suspended_environment", refusal.Message, StringComparison.Ordinal);
        Assert.False(client.Closed.IsCompleted);
        await using var other = await ConnectAsync("first-key");
        Assert.True((await other.EmitWithAckAsync("message", new { channel = "c", eventName = "again" })).GetProperty("ok").GetBoolean());
        await client.WaitForAsync(static frame => frame.EventName == "again", "a message after the pause");
    }

    [Fact]
    public async Task KeyRemoved_LiveConnection_IsClosedAndOthersStay()
    {
        await using var client = await ConnectAsync("first-key");
        await using var other = await SocketIOTestClient.ConnectAsync(_server.GatewayUrls[0], new { envId = "elsewhere" });

        await WriteAsync(suspended: false, "second-key");

        var reason = await client.WaitForAsync(static frame => frame.EventName == "exception", "the reason");
        Assert.Equal("invalid_api_key", reason.Argument.GetProperty("code").GetString());
        await client.Closed.WaitAsync(Deadline);
        Assert.True((await other.EmitWithAckAsync("join", new { channel = "c" })).GetProperty("ok").GetBoolean());
    }

    private static string? CodeOf(JsonElement answer) => answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null;

    private static async Task JoinAsync(SocketIOTestClient client, string channel) =>
        Assert.True((await client.EmitWithAckAsync("join", new { channel })).GetProperty("ok").GetBoolean());

    // An event and its answer at a time until the change has come.
    private static async Task UntilAsync(SocketIOTestClient client, Func<JsonElement, bool> fits, string expected)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        JsonElement answer = default;
        while (!fits(answer = await client.EmitWithAckAsync("join", new { channel = "c" })))
        {
            Assert.False(deadline.IsCancellationRequested, $"The client waited for {expected}; the last answer was {answer}.");
        }
    }

    private Task<SocketIOTestClient> ConnectAsync(string key) =>
        SocketIOTestClient.ConnectAsync(_server.GatewayUrls[0], new { envId = "shop", apiKey = key });

    private Task WriteAsync(bool suspended, string key) => File.WriteAllTextAsync(_config, $$$"""
        {
          "Realtime": {
            "OpenEnvironments": true,
            "Environments": {
              "shop": { "Suspended": {{{(suspended ? "true" : "false")}}}, "SessionRequired": false, "ApiKeys": [{ "Key": "{{{key}}}" }] }
            }
          }
        }
        """);
}
