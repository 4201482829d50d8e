using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using RealtimeCluster.Deployment.Tests.Docker;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Deployment.Tests.Kubernetes;

/// <summary>The manifests against the schemas of Kubernetes, and against each other. No cluster takes part.</summary>
public sealed class ManifestTests
{
    // A pod of another namespace, in which Prometheus runs.
    private const string Monitoring = "monitoring";

    private static readonly string[] Workloads = ["realtime-silo", "realtime-gateway", "realtime-redis"];

    [Fact]
    public async Task EveryManifest_FitsItsSchema()
    {
        var results = await CheckAsync(await Manifests.RenderAsync());

        Assert.Equal((await Manifests.ReadAsync()).Count, results.Count);
        Assert.All(results, static result => Assert.True(result.Errors.Length == 0, $"{result.Name}: {string.Join("; ", result.Errors)}"));
    }

    // The schemas from npm let fields pass that they do not know; the types of the .NET client do not.
    [Fact]
    public async Task EveryManifest_HasOnlyFieldsThatKubernetesKnows() =>
        Assert.Equal((await Manifests.ReadAsync()).Count, KubernetesYaml.LoadAllFromString(await Manifests.RenderAsync(), strict: true).Count);

    [Fact]
    public async Task Schema_SeesAWrongValue()
    {
        var broken = (await Manifests.RenderAsync()).Replace("minReadySeconds: 10", "minReadySeconds: soon", StringComparison.Ordinal);

        Assert.Contains(await CheckAsync(broken), static result => result.Name == "Deployment/realtime-gateway" && result.Errors.Any(static error => error.Contains("minReadySeconds", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Types_SeeAFieldThatIsUnknown()
    {
        var broken = (await Manifests.RenderAsync()).Replace("terminationGracePeriodSeconds:", "terminationGraceSeconds:", StringComparison.Ordinal);

        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(broken, strict: true));
    }

    [Fact]
    public void EveryFile_IsPartOfTheKustomization()
    {
        var listed = Yaml.Read(File.ReadAllText(Path.Combine(Manifests.Folder, "kustomization.yaml")))[0].Texts("resources");
        var files = Directory.GetFiles(Manifests.Folder, "*.yaml", SearchOption.AllDirectories)
            .Select(static path => Path.GetRelativePath(Manifests.Folder, path))
            .Where(static path => path != "kustomization.yaml");

        Assert.Equal(files.Order(), listed.Order());
    }

    [Fact]
    public async Task Ingress_TakesBodiesAsLargeAsGatewaysDo()
    {
        var annotations = (await Manifests.ReadAsync("Ingress", "realtime-gateway")).At("metadata/annotations")!.AsObject();
        var size = annotations["nginx.ingress.kubernetes.io/proxy-body-size"]!.GetValue<string>();

        Assert.EndsWith("m", size, StringComparison.Ordinal);
        Assert.True(int.Parse(size[..^1], CultureInfo.InvariantCulture) * 1024L * 1024 >= new PacketLimitsOptions().MaxFrameBytes, $"The ingress refuses bodies above {size}.");
    }

    [Fact]
    public async Task Namespace_AllowsRestrictedPodsOnly() =>
        Assert.Equal("restricted", Label(await Manifests.ReadAsync("Namespace", "realtime"), "pod-security.kubernetes.io/enforce"));

    [Fact]
    public async Task EveryPod_IsRestricted()
    {
        foreach (var name in Workloads)
        {
            var pod = await ReadPodAsync(name);
            Assert.Equal("true", pod.Text("spec/securityContext/runAsNonRoot"));
            Assert.Equal("RuntimeDefault", pod.Text("spec/securityContext/seccompProfile/type"));
            Assert.All(pod.Items("spec/volumes"), static volume => Assert.Null(volume.At("hostPath")));
            Assert.Null(pod.At("spec/hostNetwork"));
            foreach (var container in pod.Items("spec/containers"))
            {
                Assert.Equal("false", container.Text("securityContext/allowPrivilegeEscalation"));
                Assert.Equal("true", container.Text("securityContext/readOnlyRootFilesystem"));
                Assert.Equal(["ALL"], container.Texts("securityContext/capabilities/drop"));
                Assert.NotNull(container.At("resources/requests/cpu"));
                Assert.NotNull(container.At("resources/requests/memory"));
                Assert.NotNull(container.At("resources/limits/memory"));
                foreach (var probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
                {
                    Assert.NotNull(container.At(probe));
                }
            }
        }
    }

    [Fact]
    public async Task EverySelector_FindsPods()
    {
        foreach (var manifest in await Manifests.ReadAsync())
        {
            var kind = manifest.Text("kind");
            var selector = kind switch
            {
                "Deployment" or "StatefulSet" or "PodDisruptionBudget" => manifest.At("spec/selector/matchLabels"),
                "Service" => manifest.At("spec/selector"),
                "NetworkPolicy" => manifest.At("spec/podSelector/matchLabels"),
                _ => null,
            };
            if (selector is JsonObject labels)
            {
                var pods = await Task.WhenAll(Workloads.Select(ReadPodAsync));
                Assert.True(pods.Any(pod => Matches(labels, pod)), $"{kind} {manifest.Text("metadata/name")} selects no pod.");
            }

            if (kind == "HorizontalPodAutoscaler")
            {
                Assert.NotNull(await Manifests.ReadAsync(manifest.Text("spec/scaleTargetRef/kind")!, manifest.Text("spec/scaleTargetRef/name")!));
            }
        }

        foreach (var name in Workloads.Take(2))
        {
            var pod = await ReadPodAsync(name);
            Assert.All(pod.Items("spec/topologySpreadConstraints"), constraint => Assert.True(Matches((JsonObject)constraint.At("labelSelector/matchLabels")!, pod)));
            Assert.NotNull(await Manifests.ReadAsync("ServiceAccount", pod.Text("spec/serviceAccountName")!));
            Assert.Single(await Manifests.ReadAsync(), manifest => manifest.Text("kind") == "PodDisruptionBudget" && Matches((JsonObject)manifest.At("spec/selector/matchLabels")!, pod));
        }
    }

    [Fact]
    public async Task Nodes_TakeTheirIdsFromTheirLabels()
    {
        var pods = await Task.WhenAll(Workloads.Take(2).Select(ReadPodAsync));

        Assert.All(pods, static pod =>
        {
            Assert.Equal("metadata.labels['orleans/clusterId']", Variable(pod, "Cluster__ClusterId").Text("valueFrom/fieldRef/fieldPath"));
            Assert.Equal("metadata.labels['orleans/serviceId']", Variable(pod, "Cluster__ServiceId").Text("valueFrom/fieldRef/fieldPath"));
        });
        Assert.Single(pods.Select(static pod => (Label(pod, "orleans/clusterId"), Label(pod, "orleans/serviceId"))).Distinct());
        Assert.DoesNotContain(null, pods.Select(static pod => Label(pod, "orleans/clusterId")));
    }

    [Fact]
    public async Task Secrets_AreReferencesOnly()
    {
        var manifests = await Manifests.ReadAsync();

        Assert.DoesNotContain(manifests, static manifest => manifest.Text("kind") == "Secret");
        foreach (var (name, variables) in ((string, string[])[])
        [
            ("realtime-silo", ["Cluster__Redis"]),
            ("realtime-gateway", ["Cluster__Redis", "Realtime__SessionSecret", "Realtime__ServerTokens__0"]),
            ("realtime-redis", ["REDIS_PASSWORD"]),
        ])
        {
            var pod = await ReadPodAsync(name);
            Assert.All(variables, variable => Assert.Equal("realtime", Variable(pod, variable).Text("valueFrom/secretKeyRef/name")));
        }
    }

    [Theory]
    [InlineData("silo", "startupProbe", "/started", "management")]
    [InlineData("silo", "readinessProbe", "/ready", "management")]
    [InlineData("silo", "livenessProbe", "/live", "management")]
    [InlineData("gateway", "startupProbe", "/started", "management")]
    [InlineData("gateway", "readinessProbe", "/ready", "http")]
    [InlineData("gateway", "livenessProbe", "/live", "management")]
    public async Task Probes_AskOverHttpWhatTheyStandFor(string node, string probe, string path, string port)
    {
        var container = (await ReadPodAsync($"realtime-{node}")).At("spec/containers/0");

        Assert.Equal((path, port), (container.Text($"{probe}/httpGet/path"), container.Text($"{probe}/httpGet/port")));
        Assert.Single(container.Items("ports"), item => item.Text("name") == port);

        // A node takes up to five seconds to say no; the kubelet's own patience is one.
        Assert.InRange(int.Parse(container.Text($"{probe}/timeoutSeconds")!, CultureInfo.InvariantCulture), 5, 10);
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public async Task ManagementPort_IsTheOneOfTheImage_OpenToTheAddressOfThePod(string node)
    {
        var pod = await ReadPodAsync($"realtime-{node}");

        var port = Assert.Single(pod.Items("spec/containers/0/ports"), static port => port.Text("name") == "management");
        Assert.Equal(Dockerfile.Read(node).Image.Environment["Management__Port"], port.Text("containerPort"));
        Assert.Equal("0.0.0.0", Variable(pod, "Management__Address").Text("value"));
    }

    [Theory]
    [InlineData(null, "realtime-gateway", 8080, true)]
    [InlineData(null, "realtime-gateway", 9464, false)]
    [InlineData(null, "realtime-silo", 9464, false)]
    [InlineData("realtime-silo", "realtime-gateway", 9464, false)]
    [InlineData("realtime-gateway", "realtime-silo", 9464, false)]
    [InlineData(Monitoring, "realtime-gateway", 9464, true)]
    [InlineData(Monitoring, "realtime-silo", 9464, true)]
    [InlineData(Monitoring, "realtime-gateway", 11111, false)]
    [InlineData(Monitoring, "realtime-silo", 11111, false)]
    [InlineData(Monitoring, "realtime-redis", 6379, false)]
    [InlineData(Monitoring, "realtime-redis", 9464, false)]
    [InlineData(null, "realtime-gateway", 11111, false)]
    [InlineData(null, "realtime-silo", 11111, false)]
    [InlineData(null, "realtime-silo", 8080, false)]
    [InlineData(null, "realtime-redis", 6379, false)]
    [InlineData("realtime-redis", "realtime-silo", 11111, false)]
    [InlineData("realtime-redis", "realtime-gateway", 11111, false)]
    [InlineData("realtime-silo", "realtime-silo", 11111, true)]
    [InlineData("realtime-silo", "realtime-gateway", 11111, true)]
    [InlineData("realtime-gateway", "realtime-silo", 11111, true)]
    [InlineData("realtime-gateway", "realtime-gateway", 11111, true)]
    [InlineData("realtime-silo", "realtime-redis", 6379, true)]
    [InlineData("realtime-gateway", "realtime-redis", 6379, true)]
    public async Task NetworkPolicies_LetInOnlyWhomTheyName(string? from, string to, int port, bool isAllowed)
    {
        var policies = (await Manifests.ReadAsync()).Where(static manifest => manifest.Text("kind") == "NetworkPolicy").ToArray();
        var source = from switch
        {
            null => null,
            Monitoring => new JsonObject(),
            _ => await ReadPodAsync(from),
        };
        var home = from == Monitoring
            ? Yaml.Read("metadata: { labels: { realtime/monitoring: 'true', kubernetes.io/metadata.name: monitoring } }")[0]
            : await Manifests.ReadAsync("Namespace", "realtime");
        var target = await ReadPodAsync(to);

        var rules = policies
            .Where(policy => policy.Texts("spec/policyTypes").Contains("Ingress") && Matches(policy.At("spec/podSelector/matchLabels") as JsonObject, target))
            .ToArray();

        Assert.NotEmpty(rules);
        Assert.Equal(isAllowed, rules.SelectMany(static policy => policy.Items("spec/ingress")).Any(rule =>
            rule.Items("ports").Any(item => item.Text("port") == $"{port}")
            && (rule.At("from") is null || (source is not null && rule.Items("from").Any(peer => IsPeer(peer, source, home, from == Monitoring))))));
    }

    [Fact]
    public async Task Services_LeadToHttpOfGatewaysAndToRedisInsideOnly()
    {
        var services = (await Manifests.ReadAsync()).Where(static manifest => manifest.Text("kind") == "Service").ToArray();

        Assert.Equal(["realtime-gateway", "realtime-redis"], services.Select(static service => service.Text("metadata/name")).Order());
        Assert.All(services, static service => Assert.Null(service.Text("spec/type")));
        Assert.Equal("http", Assert.Single(services.Single(static service => service.Text("metadata/name") == "realtime-gateway").Items("spec/ports")).Text("targetPort"));
    }

    private static async Task<IReadOnlyList<(string Name, string[] Errors)>> CheckAsync(string manifests)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, manifests);
            return await SchemaCheck.RunAsync("kubernetes", path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<JsonObject> ReadPodAsync(string name) =>
        (JsonObject)(await Manifests.ReadAsync(name == "realtime-redis" ? "StatefulSet" : "Deployment", name)).At("spec/template")!;

    private static JsonNode Variable(JsonNode pod, string name) => Assert.Single(pod.Items("spec/containers/0/env"), variable => variable.Text("name") == name);

    // Labels have slashes in their names.
    private static string? Label(JsonNode resource, string name) => (string?)(resource.At("metadata/labels") as JsonObject)?[name];

    // Without a selector of namespaces a peer is a pod of the policy's own; with one and none of pods it is any pod there.
    private static bool IsPeer(JsonNode peer, JsonNode pod, JsonNode home, bool isForeign)
    {
        Assert.Null(peer.At("ipBlock"));
        var isHome = peer.At("namespaceSelector") is { } namespaces ? Matches(namespaces.At("matchLabels") as JsonObject, home) : !isForeign;
        return isHome && Matches(peer.At("podSelector/matchLabels") as JsonObject, pod);
    }

    private static bool Matches(JsonObject? selector, JsonNode pod) => selector is null || selector.All(label => (string?)label.Value == Label(pod, label.Key));
}
