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
    public async Task Suspended_LiveConnection_IsToldAndClosedAndComesBackLater()
    {
        await using var client = await ConnectAsync("first-key");

        await WriteAsync(suspended: true, "first-key");

        var reason = await client.WaitForAsync(static frame => frame.EventName == "exception", "the reason");
        Assert.Equal("suspended_environment", reason.Argument.GetProperty("code").GetString());
        await client.Closed.WaitAsync(Deadline);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => ConnectAsync("first-key"));
        Assert.Contains("suspended_environment", refusal.Message, StringComparison.Ordinal);
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
