using System.Text.Json.Nodes;
using RealtimeCluster.Deployment.Tests.Docker;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Kubernetes;

/// <summary>The pods of the manifests as processes: the images' files and entrypoints, the manifests' arguments, environment and configuration, and an API that stands for Kubernetes'.</summary>
[Collection(nameof(PublishedImages))]
public sealed class PodTests(PublishedImages images) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly DirectoryInfo _folder = SharedFolder.Create();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Pods_FormACluster_ReadOnlyPodsAndDrainOnSigterm()
    {
        var (redisPort, httpPort, siloPort, gatewayPort, goneSiloPort) = (Ports.GetFree(), Ports.GetFree(), Ports.GetFree(), Ports.GetFree(), Ports.GetFree());
        var siloPod = (await Manifests.ReadAsync("Deployment", "realtime-silo")).At("spec/template")!;
        var gatewayPod = (await Manifests.ReadAsync("Deployment", "realtime-gateway")).At("spec/template")!;
        var config = (JsonObject)(await Manifests.ReadAsync("ConfigMap", "realtime-config")).At("data")!;
        var secret = new Dictionary<string, string>
        {
            ["redis"] = $"127.0.0.1:{redisPort},password=a-password",
            ["redis-password"] = "a-password",
            ["session-secret"] = "a-secret-of-sessions",
            ["server-token"] = "a-token-of-servers",
        };
        await using var kubernetes = await FakeKubernetes.StartAsync();
        foreach (var (name, pod) in (ReadOnlySpan<(string, JsonNode)>)[("silo-a", siloPod), ("silo-b", siloPod), ("gateway-a", gatewayPod)])
        {
            kubernetes.AddPod(name, pod);
        }

        var kubeConfig = Path.Combine(_folder.FullName, "kubeconfig");
        await File.WriteAllTextAsync(kubeConfig, kubernetes.KubeConfig);
        await using var redis = await StartRedisAsync(redisPort, secret["redis-password"]);
        Container Pod(JsonNode pod, string name, int clusterPort) => PodContainer.Create(pod, name, secret, config, _folder)
            .With(("KUBECONFIG", kubeConfig), ("Cluster__SiloPort", $"{clusterPort}"), ("URLS", $"http://127.0.0.1:{httpPort}"));

        var (siloImage, gatewayImage) = (await images.GetAsync("silo"), await images.GetAsync("gateway"));
        var silo = Pod(siloPod, "silo-a", siloPort);
        await using var siloProcess = siloImage.Start(silo);
        await siloProcess.WaitForOutputAsync("Application started", Deadline);
        await using var goneSilo = siloImage.Start(Pod(siloPod, "silo-b", goneSiloPort));
        await goneSilo.WaitForOutputAsync("Application started", Deadline);
        var gateway = Pod(gatewayPod, "gateway-a", gatewayPort);
        await using var gatewayProcess = gatewayImage.Start(gateway);
        var url = new Uri($"http://127.0.0.1:{httpPort}");
        await Readiness.WaitAsync(url, Deadline, () => gatewayProcess.IsRunning, () => gatewayProcess.Output);

        // Every probe of the manifest, and the images' own checks.
        using var http = new HttpClient();
        foreach (var probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
        {
            var path = gatewayPod.Text($"spec/containers/0/{probe}/httpGet/path");
            using var answer = await http.GetAsync(new Uri(url, path));
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        }

        var siloHealth = await siloImage.CheckHealthAsync(silo, (11111, siloPort));
        Assert.True(siloHealth.ExitCode == 0, siloHealth.Output);

        // What the nodes ask of Kubernetes is what the role allows, of the pods that their labels name.
        await kubernetes.Watched.WaitAsync(Deadline);
        var rule = Assert.Single((await Manifests.ReadAsync("Role", "realtime-node")).Items("rules"));
        Assert.All(kubernetes.Calls, call =>
        {
            Assert.Contains(call.Resource, rule.Texts("resources"));
            Assert.Contains(call.Verb, rule.Texts("verbs"));
        });
        var labels = siloPod.At("metadata/labels")!;
        Assert.All(
            kubernetes.Calls.Where(static call => call.LabelSelector is not null),
            call => Assert.Equal($"orleans/serviceId={labels["orleans/serviceId"]},orleans/clusterId={labels["orleans/clusterId"]}", call.LabelSelector));

        // A pod that is gone is no node any more: the process behind it learns that it was declared dead, and ends.
        kubernetes.DeletePod("silo-b");
        Assert.NotEqual(0, await goneSilo.WaitForExitAsync(Deadline));

        // A server's token is the one of the Secret.
        await using (await SocketIOTestClient.ConnectAsync(url, new { accessToken = secret["server-token"], envId = "demo" }))
        {
        }

        // While it drains, a gateway serves and says that it is not ready.
        await gatewayProcess.SignalAsync("TERM");
        await gatewayProcess.WaitForOutputAsync("Draining:", Deadline);
        using (var ready = await http.GetAsync(new Uri(url, "/ready")))
        using (var live = await http.GetAsync(new Uri(url, "/health")))
        {
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Equal(System.Net.HttpStatusCode.OK, live.StatusCode);
        }

        Assert.Equal(0, await gatewayProcess.WaitForExitAsync(Deadline));
        await siloProcess.SignalAsync("TERM");
        Assert.Equal(0, await siloProcess.WaitForExitAsync(Deadline));
    }

    // With the arguments of its manifest.
    private async Task<HostProcess> StartRedisAsync(int port, string password)
    {
        var container = (await Manifests.ReadAsync("StatefulSet", "realtime-redis")).At("spec/template/spec/containers/0")!;
        var data = container.Items("volumeMounts").Single().Text("mountPath");
        var arguments = container.Texts("args").Select(word => word == data ? _folder.CreateSubdirectory("redis").FullName : word.Replace("$(REDIS_PASSWORD)", password, StringComparison.Ordinal));
        var redis = HostProcess.Start("redis-server", [.. arguments, "--bind", "127.0.0.1", "--port", $"{port}"]);
        await redis.WaitForOutputAsync("Ready to accept connections", Deadline);
        return redis;
    }
}
