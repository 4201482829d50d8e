using System.Net;
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
        var (redisPort, httpPort) = (Ports.GetFree(), Ports.GetFree());
        var managementPorts = new Dictionary<string, int>();
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

        // Pods have addresses of their own; here all share loopback, so each has ports of its own instead. They share the processors too, so a node may stand
        // still for a while and must not be declared dead for it.
        Container Pod(JsonNode pod, string name) => PodContainer.Create(pod, name, secret, config, _folder).With(
            ("KUBECONFIG", kubeConfig),
            ("Cluster__SiloPort", $"{Ports.GetFree()}"),
            ("Cluster__ProbeTimeout", "00:00:10"),
            ("Management__Address", "127.0.0.1"),
            ("Management__Port", $"{managementPorts[name] = Ports.GetFree()}"),
            ("URLS", $"http://127.0.0.1:{httpPort}"));

        var (siloImage, gatewayImage) = (await images.GetAsync("silo"), await images.GetAsync("gateway"));
        var silo = Pod(siloPod, "silo-a");
        await using var siloProcess = siloImage.Start(silo);
        await siloProcess.WaitForOutputAsync("Application started", Deadline);
        await using var goneSilo = siloImage.Start(Pod(siloPod, "silo-b"));
        await goneSilo.WaitForOutputAsync("Application started", Deadline);
        var gateway = Pod(gatewayPod, "gateway-a");
        await using var gatewayProcess = gatewayImage.Start(gateway);
        var url = new Uri($"http://127.0.0.1:{httpPort}");
        await Readiness.WaitAsync(url, Deadline, () => gatewayProcess.IsRunning, () => gatewayProcess.Output);

        // Every probe of each pod, and the images' own checks.
        using var http = new HttpClient();
        async Task<HttpStatusCode> AskAsync(JsonNode pod, string name, string probe)
        {
            var ask = pod.At($"spec/containers/0/{probe}/httpGet");
            var port = ask.Text("port") switch
            {
                "http" => httpPort,
                "management" => managementPorts[name],
                var other => throw new InvalidOperationException($"{probe} of {name} asks port {other}."),
            };
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}{ask.Text("path")}"));
            return answer.StatusCode;
        }

        foreach (var (name, pod) in ((string, JsonNode)[])[("silo-a", siloPod), ("silo-b", siloPod), ("gateway-a", gatewayPod)])
        {
            foreach (var probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
            {
                Assert.Equal((name, probe, HttpStatusCode.OK), (name, probe, await AskAsync(pod, name, probe)));
            }

            // What Prometheus gets at the port of that name.
            Assert.Contains("realtime_cluster_nodes", await http.GetStringAsync(new Uri($"http://127.0.0.1:{managementPorts[name]}/metrics")), StringComparison.Ordinal);
        }

        var siloHealth = await siloImage.CheckHealthAsync(silo, (9464, managementPorts["silo-a"]));
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

        // While it drains, a gateway serves and says that it is not ready: to its probe, and to whoever asks at the other port.
        await gatewayProcess.SignalAsync("TERM");
        await gatewayProcess.WaitForOutputAsync("Draining:", Deadline);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(gatewayPod, "gateway-a", "readinessProbe"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gatewayPod, "gateway-a", "livenessProbe"));
        using (var ready = await http.GetAsync(new Uri($"http://127.0.0.1:{managementPorts["gateway-a"]}/ready")))
        using (var served = await http.GetAsync(new Uri(url, "/health")))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
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
