using System.Net;
using System.Text;
using RealtimeCluster.Silo.Persistence;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Silo.Tests.Persistence;

/// <summary>How a silo shows who it is to Azure Storage.</summary>
public sealed class AzureBlobClientsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("https://account.blob.core.windows.net", true)]
    [InlineData("http://account.blob.core.windows.net", false)]
    [InlineData("https://account.blob.core.windows.net/?sig=x", false)]
    [InlineData("account", false)]
    public void TryCreateForIdentity_TakesServicesThatKeepATokenSecret(string serviceUri, bool isTaken) =>
        Assert.Equal(isTaken, AzureBlobClients.TryCreateForIdentity(serviceUri, out _));

    // As on a machine with a managed identity: an endpoint beside the process hands tokens out.
    [Fact]
    public async Task TryCreateForIdentity_AnOperation_AsksForATokenOfTheMachinesIdentity()
    {
        var endpoint = $"http://127.0.0.1:{Ports.GetFree()}/";
        using var identity = new HttpListener { Prefixes = { endpoint } };
        identity.Start();
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", endpoint + "token");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "a-header");
        try
        {
            Assert.True(AzureBlobClients.TryCreateForIdentity($"https://127.0.0.1:{Ports.GetFree()}/", out var client));
            using var expiry = new CancellationTokenSource(Deadline);
            var operation = client.GetPropertiesAsync(expiry.Token);

            var request = await identity.GetContextAsync().WaitAsync(Deadline);

            Assert.Equal("a-header", request.Request.Headers["X-IDENTITY-HEADER"]);
            Assert.StartsWith("https://storage.azure.com", request.Request.QueryString["resource"], StringComparison.Ordinal);
            var expiresOn = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
            request.Response.ContentType = "application/json";
            request.Response.Close(Encoding.UTF8.GetBytes($$"""{"access_token":"a-token","expires_on":"{{expiresOn}}","resource":"https://storage.azure.com","token_type":"Bearer"}"""), willBlock: true);

            // With the token the call goes on to the service, and nobody is there.
            var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await operation.WaitAsync(Deadline));
            Assert.Contains("refused", failure.ToString(), StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
            Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
        }
    }
}
