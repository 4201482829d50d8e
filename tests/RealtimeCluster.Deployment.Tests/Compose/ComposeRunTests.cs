using System.Text.Json.Nodes;
using RealtimeCluster.Deployment.Tests.Docker;
using RealtimeCluster.Deployment.Tests.Tls;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Compose;

/// <summary>The services of the compose file as processes: their commands, secrets, configuration and health checks.</summary>
[Collection(nameof(PublishedImages))]
public sealed class ComposeRunTests(PublishedImages images) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly DirectoryInfo _folder = SharedFolder.Create();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Services_FormAClusterBehindTheBalancer()
    {
        var compose = ComposeFile.Read();
        var (redisPort, httpPort, balancerPort, siloManagementPort) = (Ports.GetFree(), Ports.GetFree(), Ports.GetFree(), Ports.GetFree());
        var secrets = new Dictionary<string, string>
        {
            ["redis_password"] = "a-password",
            ["Cluster__Redis"] = $"127.0.0.1:{redisPort},password=a-password",
            ["Realtime__SessionSecret"] = "a-secret-of-sessions",
            ["Realtime__ServerTokens__0"] = "a-token-of-servers",
        };
        await using var redis = await StartRedisAsync(compose, redisPort, secrets);
        var silo = Service(compose, "silo", secrets).With(("Management__Port", $"{siloManagementPort}"));
        var siloImage = await images.GetAsync("silo");
        await using var siloProcess = siloImage.Start(silo);
        await siloProcess.WaitForOutputAsync("Application started", Deadline);
        var gateway = Service(compose, "gateway", secrets).With(("Management__Port", $"{Ports.GetFree()}"), ("URLS", $"http://127.0.0.1:{httpPort}"));
        var gatewayImage = await images.GetAsync("gateway");
        await using var gatewayProcess = gatewayImage.Start(gateway);
        await Readiness.WaitAsync(new Uri($"http://127.0.0.1:{httpPort}"), Deadline, () => gatewayProcess.IsRunning, () => gatewayProcess.Output);
        var url = new Uri($"http://127.0.0.1:{balancerPort}");
        await using var balancer = await Balancer.StartAsync(_folder, $"127.0.0.1:{balancerPort}", [httpPort], () => IsReadyAsync(url));

        var (siloHealth, gatewayHealth) = (await siloImage.CheckHealthAsync(silo, (9464, siloManagementPort)), await gatewayImage.CheckHealthAsync(gateway, (8080, httpPort)));
        Assert.True(siloHealth.ExitCode == 0, siloHealth.Output);
        Assert.True(gatewayHealth.ExitCode == 0, gatewayHealth.Output);

        // A server, by the token that lies in a file; and the environment that the configuration file names.
        await using (await SocketIOTestClient.ConnectAsync(url, new { accessToken = secrets["Realtime__ServerTokens__0"], envId = "demo" }))
        await using (await SocketIOTestClient.ConnectAsync(url, new { envId = "demo" }))
        {
        }

        await gatewayProcess.SignalAsync("TERM");
        Assert.Equal(0, await gatewayProcess.WaitForExitAsync(Deadline));
        await siloProcess.SignalAsync("TERM");
        Assert.Equal(0, await siloProcess.WaitForExitAsync(Deadline));
        Assert.Equal(1, (await gatewayImage.CheckHealthAsync(gateway, (8080, httpPort))).ExitCode);
        Assert.Equal(1, (await siloImage.CheckHealthAsync(silo, (9464, siloManagementPort))).ExitCode);
    }

    // A container has an address and ports of its own; here nodes listen at loopback, each at other ports.
    private Container Service(JsonObject compose, string name, Dictionary<string, string> secrets)
    {
        var service = compose.At($"services/{name}");
        var mounts = new Dictionary<string, string> { ["/run/secrets"] = WriteSecrets(name, service.Texts("secrets"), secrets) };
        foreach (var volume in service.Texts("volumes"))
        {
            var parts = volume.Split(':');
            Assert.Equal("ro", parts[2]);
            var copy = _folder.CreateSubdirectory($"{name}-{Path.GetFileName(parts[0])}").FullName;
            foreach (var file in Directory.GetFiles(Path.Combine(Path.GetDirectoryName(ComposeFile.FilePath)!, parts[0])))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            mounts[parts[1]] = copy;
        }

        var environment = ((JsonObject)service.At("environment")!).ToDictionary(static variable => variable.Key, static variable => (string)variable.Value!);
        return new Container(service.Texts("command"), environment, mounts).With(("Cluster__AdvertisedAddress", "127.0.0.1"), ("Cluster__SiloPort", $"{Ports.GetFree()}"));
    }

    private async Task<HostProcess> StartRedisAsync(JsonObject compose, int port, Dictionary<string, string> secrets)
    {
        var service = compose.At("services/redis");
        var folder = WriteSecrets("redis", service.Texts("secrets"), secrets);
        string Here(string text) => ComposeFile.Unescape(text).Replace("/run/secrets", folder, StringComparison.Ordinal)
            .Replace("/data", _folder.CreateSubdirectory("redis-data").FullName, StringComparison.Ordinal);
        var command = service.Texts("command").Select(Here).ToArray();
        var redis = HostProcess.Start(command[0], [.. command[1..^1], $"{command[^1]} --bind 127.0.0.1 --port {port}"]);
        await redis.WaitForOutputAsync("Ready to accept connections", Deadline);

        var check = service.Texts("healthcheck/test");
        Assert.Equal("CMD-SHELL", check[0]);
        var (exitCode, output) = await HostProcess.RunAsync(Deadline, "sh", "-c", Here(check[1]).Replace("redis-cli", $"redis-cli -p {port}", StringComparison.Ordinal));
        Assert.True(exitCode == 0, output);
        return redis;
    }

    private string WriteSecrets(string service, string[] names, Dictionary<string, string> secrets)
    {
        var folder = _folder.CreateSubdirectory($"{service}-secrets");
        foreach (var name in names)
        {
            File.WriteAllText(Path.Combine(folder.FullName, name), secrets[name] + "\n");
        }

        return folder.FullName;
    }

    private static async Task<bool> IsReadyAsync(Uri url)
    {
        try
        {
            using var http = new HttpClient();
            using var response = await http.GetAsync(new Uri(url, "/ready"));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Nobody listens yet.
            return false;
        }
    }
}
