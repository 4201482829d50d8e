using System.Net;
using RealtimeCluster.Testing.Clients;

namespace RealtimeCluster.Cluster.Tests.ServerApi;

/// <summary>What is revoked is refused by every gateway, also by one that was not there to be told.</summary>
[Collection(nameof(TwoByTwoCluster))]
public sealed class RevocationTests(TwoByTwoCluster cluster)
{
    [Fact]
    public async Task Revoke_GatewayStartsAfterwards_RefusesFromTheBeginning()
    {
        var token = SessionToken.Create("sessions", "eve", "revoked-before-the-start");
        using var backend = new Backend(cluster.GatewayUrls[0], "sessions");
        using var revoked = await backend.SendAsync(HttpMethod.Post, "revocations", Backend.Json(new { session = "revoked-before-the-start" }));
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);

        await cluster.Cluster.StopAsync("gateway2");
        await cluster.Cluster.StartAsync("gateway2");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[1], new { envId = "sessions", session = token }));
        Assert.Contains("invalid_session_token", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_Key_OpensNoGetMembersEither()
    {
        using var http = new HttpClient();
        Task<HttpResponseMessage> AskAsync()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, new Uri(cluster.GatewayUrls[1], "/keys/agnost/realtime/get-members")) { Content = Backend.Json(new { channel = "c" }) };
            request.Headers.TryAddWithoutValidation("Authorization", "key-members");
            return http.SendAsync(request);
        }

        using var before = await AskAsync();
        using var backend = new Backend(cluster.GatewayUrls[0], "keys");
        using var revoked = await backend.SendAsync(HttpMethod.Post, "revocations", Backend.Json(new { apiKey = "key-members" }));
        using var after = await AskAsync();

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], new[] { before.StatusCode, after.StatusCode });
        Assert.Contains("invalid_api_key", await after.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
