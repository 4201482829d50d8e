using System.Text.Json.Nodes;
using RealtimeCluster.Deployment.Tests.Tls;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Compose;

/// <summary>The compose file against its specification, and what it opens. No container engine takes part.</summary>
public sealed class ComposeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly string[] Nodes = ["silo", "gateway"];

    [Fact]
    public async Task ComposeFile_FitsTheSpecification()
    {
        var result = Assert.Single(await SchemaCheck.RunAsync("compose", ComposeFile.FilePath));

        Assert.True(result.Errors.Length == 0, string.Join("; ", result.Errors));
    }

    [Fact]
    public async Task Specification_SeesAFieldThatIsUnknown()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(ComposeFile.FilePath)).Replace("stop_grace_period:", "stop_patience:", StringComparison.Ordinal));

            Assert.NotEmpty(Assert.Single(await SchemaCheck.RunAsync("compose", path)).Errors);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void OnlyTheBalancer_IsSeenFromOutside()
    {
        var services = (JsonObject)ComposeFile.Read()["services"]!;

        Assert.Equal(["balancer"], services.Where(static service => service.Value.At("ports") is not null).Select(static service => service.Key));
        Assert.Equal(["8080:8080"], services["balancer"].Texts("ports"));
        Assert.Equal("true", ComposeFile.Read().Text("networks/cluster/internal"));
        Assert.All(services.Where(static service => service.Key != "balancer"), static service => Assert.Equal(["cluster"], service.Value.Texts("networks")));
    }

    [Fact]
    public void Nodes_KeepTheManagementPortToThemselvesAndAreCheckedByTheirImages()
    {
        var services = ComposeFile.Read()["services"]!;

        Assert.All(Nodes, node =>
        {
            Assert.Null(services.At($"{node}/environment/Management__Address"));
            Assert.Null(services.At($"{node}/healthcheck"));
        });
        Assert.DoesNotContain("Management", File.ReadAllText(Path.Combine(Repository.Root, "deploy/compose/config/realtime.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryService_RunsWithoutRightsAndReadOnly()
    {
        Assert.All((JsonObject)ComposeFile.Read()["services"]!, static service =>
        {
            Assert.Equal("true", service.Value.Text("read_only"));
            Assert.Equal(["ALL"], service.Value.Texts("cap_drop"));
            Assert.Equal(["no-new-privileges:true"], service.Value.Texts("security_opt"));
            Assert.Null(service.Value.At("privileged"));
        });
    }

    [Fact]
    public void Secrets_AreFilesThatAreNamedLikeTheirSettings()
    {
        var compose = ComposeFile.Read();
        var secrets = (JsonObject)compose["secrets"]!;

        Assert.All(secrets, static secret => Assert.Equal($"./secrets/{secret.Key}", secret.Value.Text("file")));
        Assert.All(Nodes, node =>
        {
            Assert.All(compose.Texts($"services/{node}/secrets"), name => Assert.True(secrets.ContainsKey(name)));
            Assert.Equal(["--config", "/etc/realtime/realtime.json", "--secrets", "/run/secrets"], compose.Texts($"services/{node}/command"));
            Assert.DoesNotContain((JsonObject)compose.At($"services/{node}/environment")!, static variable => variable.Key.Contains("Redis", StringComparison.Ordinal) || variable.Key.Contains("Secret", StringComparison.Ordinal) || variable.Key.Contains("Token", StringComparison.Ordinal));
        });
        Assert.Contains("/deploy/compose/secrets/", File.ReadLines(Path.Combine(Repository.Root, ".gitignore")));
    }

    [Fact]
    public void Proxies_ThatAreTrusted_AreThoseOfTheNetwork()
    {
        var subnet = ComposeFile.Read().Text("networks/cluster/ipam/config/0/subnet")!;
        var settings = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "deploy/compose/config/realtime.json")));

        Assert.Equal([subnet], settings.Texts("Realtime/TrustedProxies"));
    }

    [Fact]
    public async Task Balancer_ConfigurationIsRight()
    {
        var (exitCode, output) = await HostProcess.RunAsync(Deadline, Balancer.Program, "-c", "-f", Balancer.ConfigurationPath);

        Assert.True(exitCode == 0 && !output.Contains("WARNING", StringComparison.Ordinal), output);
    }
}
