using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.Failures;

/// <summary>All silos are gone: everybody is told that the cluster is not available, and what was sent goes on when a silo is back.</summary>
public sealed class NoSiloTests : IDisposable
{
    private const string Token = "no-silo-token";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _config = Path.GetTempFileName();

    public void Dispose() => File.Delete(_config);

    [Fact]
    public async Task Kill_AllSilos_EverybodyIsToldAndNothingIsLost()
    {
        await File.WriteAllTextAsync(_config, $$"""{"Realtime":{"OpenEnvironments":true,"ServerTokens":["{{Token}}"] } }""");
        await using var cluster = await ClusterProcess.StartAsync(siloCount: 1, gatewayCount: 1, _config);
        await using var client = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { envId = "no-silo", echoMessages = true });
        await client.EmitWithAckAsync("join", new { channel = "c" });
        using var http = new HttpClient { BaseAddress = cluster.GatewayUrls[0], Timeout = Deadline };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);

        await cluster.KillAsync("silo1");
        await client.EmitAsync("message", new { channel = "c", eventName = "note", message = 1 });
        var told = await client.WaitForAsync(static frame => frame.IsEvent && frame.Json[0].GetString() == "exception", "to be told that its message waits");
        var sent = await http.PostAsJsonAsync("/v1/environments/no-silo/channels/d/events", new { eventName = "note", message = 2 });
        var problem = await sent.Content.ReadFromJsonAsync<JsonElement>();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { envId = "another" }));
        await cluster.StartAsync("silo1");

        Assert.Equal(("unavailable", "message", "c"), (Text(told.Json[1], "code"), Text(told.Json[1], "event"), Text(told.Json[1], "channel")));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (sent.StatusCode, Text(problem, "code")));
        Assert.NotNull(sent.Headers.RetryAfter);
        Assert.Contains("\"code\":\"unavailable\"", refused.Message, StringComparison.Ordinal);
        await client.WaitForAsync(static frame => frame.IsEvent && frame.Json[0].GetString() == "note", "its own message");
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
