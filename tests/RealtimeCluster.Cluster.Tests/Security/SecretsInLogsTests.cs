using System.Net.Http.Headers;
using System.Net.Http.Json;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.Security;

/// <summary>Nobody who reads a log can act as somebody else: at the most talkative level no credential stands in it, right or wrong, whole or refused.</summary>
public sealed class SecretsInLogsTests
{
    private const string ServerToken = "log-secret-server-token-1a2b3c";
    private const string ScopedToken = "log-secret-scoped-token-4d5e6f";
    private const string WrongToken = "log-secret-wrong-token-7a8b9c";
    private const string SessionSecret = "log-secret-session-secret-0123456789abcdef";
    private const string ApiKey = "log-secret-api-key-d1e2f3";
    private const string WrongKey = "log-secret-wrong-key-a4b5c6";
    private const string Environment = "logged";

    [Fact]
    public async Task Logs_OfAWholeClusterInUse_HoldNoCredential()
    {
        var config = Path.GetTempFileName();
        await File.WriteAllTextAsync(config, $$$"""
            {
              "Logging": { "LogLevel": { "Default": "Debug", "RealtimeCluster": "Trace", "Microsoft.AspNetCore": "Debug" } },
              "Realtime": {
                "ServerTokens": ["{{{ServerToken}}}", { "Name": "scoped", "Token": "{{{ScopedToken}}}", "Verbs": ["Publish"] }],
                "SessionSecret": "{{{SessionSecret}}}",
                "Environments": { "{{{Environment}}}": { "ApiKeys": [{ "Key": "{{{ApiKey}}}" }], "SessionRequired": true } }
              }
            }
            """);
        try
        {
            await using var cluster = await ClusterProcess.StartAsync(siloCount: 1, gatewayCount: 2, config);
            var used = await UseAsync(cluster);

            var logs = await cluster.ReadLogsAsync();

            Assert.Contains("Application started", logs, StringComparison.Ordinal);
            Assert.Contains("dbug:", logs, StringComparison.Ordinal);
            Assert.All(
                [ServerToken, ScopedToken, WrongToken, SessionSecret, ApiKey, WrongKey, .. used],
                secret => Assert.DoesNotContain(secret, logs, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(config);
        }
    }

    // Every way to show a credential, right and wrong. Returns those that were made on the way.
    private static async Task<string[]> UseAsync(ClusterProcess cluster)
    {
        var session = SessionTokenMaker.Make(SessionSecret, new { envId = Environment, userId = "ada", key = "k" });
        var forged = SessionTokenMaker.Make(WrongToken + SessionSecret, new { envId = Environment, userId = "ada", key = "k" });
        var auth = new { envId = Environment, apiKey = ApiKey, session };
        string privateId, offset;
        await using (var client = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], auth))
        {
            await client.EmitWithAckAsync("join", new { channel = "c" });
            await client.EmitWithAckAsync("message", new { channel = "c", eventName = "e", message = 1, echo = true });
            await client.WaitForAsync(static frame => frame.Text.Contains("\"e\"", StringComparison.Ordinal), "its own message");
            (privateId, offset) = (client.PrivateId!, client.Offset!);
            client.Abort();
        }

        await using var resumed = await SocketIOTestClient.ConnectAsync(
            cluster.GatewayUrls[1], new { envId = Environment, apiKey = ApiKey, session, pid = privateId, offset });
        Assert.Equal(privateId, resumed.PrivateId);
        await using var master = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { accessToken = ServerToken });
        await master.EmitWithAckAsync("send_message", new { envId = Environment, channelName = "c", eventName = "e", message = 2 });
        await RefuseAsync(cluster, new { accessToken = WrongToken });
        await RefuseAsync(cluster, new { envId = Environment, apiKey = WrongKey, session });
        await RefuseAsync(cluster, new { envId = Environment, apiKey = ApiKey, session = forged });

        using var http = new HttpClient { BaseAddress = cluster.GatewayUrls[1] };
        foreach (var token in (string[])[ServerToken, ScopedToken, WrongToken])
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var sent = await http.PostAsJsonAsync($"/v1/environments/{Environment}/channels/c/events", new { eventName = "e", message = 3 });
            using var read = await http.GetAsync(new Uri($"/v1/environments/{Environment}/channels/c/members", UriKind.Relative));
        }

        http.DefaultRequestHeaders.Authorization = null;
        foreach (var key in (string[])[ApiKey, WrongKey])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/{Environment}/agnost/realtime/get-members") { Content = JsonContent.Create(new { channel = "c" }) };
            request.Headers.TryAddWithoutValidation("Authorization", key);
            request.Headers.TryAddWithoutValidation("Session", session);
            using var answer = await http.SendAsync(request);
            using var inUrl = await http.PostAsJsonAsync($"/{Environment}/agnost/realtime/get-members?apikey={key}", new { channel = "c" });
        }

        return [session, forged, privateId];
    }

    private static async Task RefuseAsync(ClusterProcess cluster, object auth) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], auth));
}
