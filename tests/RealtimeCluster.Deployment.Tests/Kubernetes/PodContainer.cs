using System.Text.Json.Nodes;
using RealtimeCluster.Deployment.Tests.Docker;

namespace RealtimeCluster.Deployment.Tests.Kubernetes;

/// <summary>Makes a container of a pod's manifest, as a kubelet would.</summary>
internal static class PodContainer
{
    /// <summary>Makes it of the only container of a pod.</summary>
    /// <param name="pod">The pod's template.</param>
    /// <param name="name">The pod's name; its address is loopback.</param>
    /// <param name="secret">The keys of the Secret.</param>
    /// <param name="config">The files of the ConfigMap by name.</param>
    /// <param name="folder">Where its volumes lie.</param>
    public static Container Create(JsonNode pod, string name, IReadOnlyDictionary<string, string> secret, JsonObject config, DirectoryInfo folder)
    {
        var container = Assert.Single(pod.Items("spec/containers"));
        var mounts = new Dictionary<string, string>();
        foreach (var mount in container.Items("volumeMounts"))
        {
            var volume = Assert.Single(pod.Items("spec/volumes"), volume => volume.Text("name") == mount.Text("name"));
            var place = folder.CreateSubdirectory($"{name}-{volume.Text("name")}");
            if (volume.At("configMap") is not null)
            {
                foreach (var (file, content) in config)
                {
                    File.WriteAllText(Path.Combine(place.FullName, file), (string)content!);
                }
            }
            else
            {
                Assert.NotNull(volume.At("emptyDir"));
                File.SetUnixFileMode(place.FullName, (UnixFileMode)0b111_111_111);
            }

            mounts[mount.Text("mountPath")!] = place.FullName;
        }

        var environment = container.Items("env").ToDictionary(
            static variable => variable.Text("name")!,
            variable => variable.Text("value") ?? variable.At("valueFrom") switch
            {
                { } reference when reference.Text("secretKeyRef/key") is { } key => secret[key],
                { } reference => reference.Text("fieldRef/fieldPath") switch
                {
                    "metadata.name" => name,
                    "metadata.namespace" => "realtime",
                    "status.podIP" => "127.0.0.1",
                    { } path when path.StartsWith("metadata.labels['", StringComparison.Ordinal) => (string)pod.At("metadata/labels")![path["metadata.labels['".Length..^2]]!,
                    var other => throw new InvalidOperationException($"No value for {other}."),
                },
                null => throw new InvalidOperationException($"{variable.Text("name")} has no value."),
            });

        // The folder that stands for a container's /tmp, which has the name of the machine's own.
        Assert.True(mounts.Remove("/tmp", out var temporary));
        environment["TMPDIR"] = temporary!;
        return new Container(container.Texts("args"), environment, mounts);
    }
}
