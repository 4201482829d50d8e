using System.Net;
using RealtimeCluster.Deployment.Tests.Docker;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Tls;

/// <summary>TLS that ends at Kestrel, and TLS that ends at a proxy which forwards the client's address.</summary>
[Collection(nameof(PublishedImages))]
public sealed class TlsTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly IPAddress Friend = IPAddress.Parse("127.0.0.2");
    private static readonly IPAddress Stranger = IPAddress.Parse("127.0.0.3");

    private readonly PublishedImages _images;
    private readonly DirectoryInfo _folder = SharedFolder.Create();
    private readonly TestCertificate _certificate;

    public TlsTests(PublishedImages images)
    {
        _images = images;
        _certificate = new TestCertificate(_folder);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Kestrel_WithACertificate_ServesHttpsAndWss()
    {
        var port = Ports.GetFree();
        var image = await _images.GetAsync("standalone");
        var container = new Container(
            ("Kestrel__Endpoints__Https__Url", $"https://127.0.0.1:{port}"),
            ("Kestrel__Endpoints__Https__Certificate__Path", _certificate.CertificatePath),
            ("Kestrel__Endpoints__Https__Certificate__KeyPath", _certificate.KeyPath));
        var url = new Uri($"https://localhost:{port}");
        await using var process = image.Start(container);
        using var client = _certificate.CreateClient();
        await WaitAsync(client, url, process);

        var answer = await Handshake.ConnectAndJoinAsync(url, client, new { envId = "demo" });

        Assert.StartsWith("430[", answer, StringComparison.Ordinal);
        Assert.Equal(0, await CheckHealthAsync(image, container, $"https://127.0.0.1:{port}/ready"));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Proxy_ThatIsTrusted_TellsTheAddressOfTheClient(string scheme)
    {
        var (port, balancerPort) = (Ports.GetFree(), Ports.GetFree());
        var image = await _images.GetAsync("standalone");
        var settings = Path.Combine(_folder.FullName, "realtime.json");
        await File.WriteAllTextAsync(settings, $$"""
            {
              "Realtime": {
                "OpenEnvironments": false,
                "TrustedProxies": ["127.0.0.1"],
                "Environments": { "shop": { "SessionRequired": false, "ApiKeys": [{ "Key": "a-key", "AuthorizedIPs": ["{{Friend}}"] }] } }
              }
            }
            """);
        await using var process = image.Start(new Container(["--config", settings], new Dictionary<string, string> { ["URLS"] = $"http://127.0.0.1:{port}" }, new Dictionary<string, string>()));
        await Readiness.WaitAsync(new Uri($"http://127.0.0.1:{port}"), Deadline, () => process.IsRunning, () => process.Output);
        var url = new Uri($"{scheme}://localhost:{balancerPort}");
        using var friend = _certificate.CreateClient(Friend);
        using var stranger = _certificate.CreateClient(Stranger);
        await using var balancer = await Balancer.StartAsync(
            _folder,
            scheme == "https" ? $"127.0.0.1:{balancerPort} ssl crt {_certificate.BothPath} alpn h2,http/1.1" : $"127.0.0.1:{balancerPort}",
            [port],
            () => IsReadyAsync(friend, url));
        var auth = new { envId = "shop", apiKey = "a-key" };

        Assert.StartsWith("430[", await Handshake.ConnectAndJoinAsync(url, friend, auth), StringComparison.Ordinal);
        Assert.StartsWith("44{", await Handshake.ConnectAndJoinAsync(url, stranger, auth), StringComparison.Ordinal);

        // What a client says itself of its address does not count.
        Assert.StartsWith("44{", await Handshake.ConnectAndJoinAsync(url, stranger, auth, $"{Friend}"), StringComparison.Ordinal);
    }

    private static async Task<int> CheckHealthAsync(PublishedImage image, Container container, string url)
    {
        await using var check = image.Start(container with { Arguments = ["--health", url] });
        return await check.WaitForExitAsync(Deadline);
    }

    private static async Task WaitAsync(HttpMessageInvoker client, Uri url, HostProcess process)
    {
        using var expiry = new CancellationTokenSource(Deadline);
        while (!await IsReadyAsync(client, url))
        {
            Assert.True(process.IsRunning && !expiry.IsCancellationRequested, $"{url} was not ready: {process.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    private static async Task<bool> IsReadyAsync(HttpMessageInvoker client, Uri url)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, "/ready"));
            using var response = await client.SendAsync(request, CancellationToken.None);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Nobody listens yet.
            return false;
        }
    }
}
