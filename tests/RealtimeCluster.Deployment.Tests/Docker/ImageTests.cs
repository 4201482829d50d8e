using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Docker;

/// <summary>The images: what goes into them, and that they run as they are started. No image is built here, for that takes a container engine.</summary>
[Collection(nameof(PublishedImages))]
public sealed class ImageTests(PublishedImages images)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("silo", "RealtimeCluster.Silo.Host")]
    [InlineData("gateway", "RealtimeCluster.Gateway.Host")]
    [InlineData("standalone", "RealtimeCluster.Standalone")]
    public async Task Image_HoldsWhatItsEntrypointStarts(string name, string program)
    {
        var image = await images.GetAsync(name);

        Assert.Equal(["dotnet", program + ".dll"], image.Dockerfile.Image.Last("ENTRYPOINT"));
        foreach (var file in (string[])[program + ".dll", program + ".deps.json", program + ".runtimeconfig.json", "appsettings.json"])
        {
            Assert.True(File.Exists(Path.Combine(image.WorkingFolder, file)), $"{file} is missing.");
        }

        // Documentation of the libraries and a program for this machine only would make it larger for nothing.
        Assert.Empty(Directory.GetFiles(image.WorkingFolder, "*.xml", SearchOption.AllDirectories));
        Assert.False(File.Exists(Path.Combine(image.WorkingFolder, program)));
    }

    // Orleans' packages bring it for their analyzers. What is left out must be missed by nobody, or a node would end at the first call that needs it.
    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    [InlineData("standalone")]
    public async Task Image_HoldsNoCompilerAndNothingThatRefersToOne(string name)
    {
        var image = await images.GetAsync(name);

        var assemblies = Directory.GetFiles(image.WorkingFolder, "*.dll").ToDictionary(static path => Path.GetFileName(path), ReadReferences);

        Assert.Contains("Orleans.Core", assemblies["Orleans.Runtime.dll"]);
        Assert.DoesNotContain(assemblies, static assembly =>
            assembly.Key.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
            || assembly.Value.Any(static reference => reference.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    [InlineData("standalone")]
    public void Dockerfile_MakesAnImageWithoutShellAndRoot(string name)
    {
        var dockerfile = Dockerfile.Read(name);

        Assert.Equal("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", dockerfile.Image.Image);
        Assert.Equal(["$APP_UID"], dockerfile.Image.Last("USER"));
        Assert.Equal(dockerfile.Image.Last("ENTRYPOINT"), dockerfile.Image.Last("HEALTHCHECK").Take(2));
        Assert.DoesNotContain(dockerfile.Image.Instructions, static instruction => instruction.Name == "RUN");
    }

    // Without one of them a build may still succeed, with other versions or other rules than here.
    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    [InlineData("standalone")]
    public void Dockerfile_CopiesEveryFileOfTheRootThatRulesABuild(string name)
    {
        var rules = Directory.GetFiles(Repository.Root).Select(static path => Path.GetFileName(path))
            .Where(static file => file is "global.json" or ".editorconfig" or ".globalconfig" || file.StartsWith("Directory.", StringComparison.Ordinal) || file.Equals("nuget.config", StringComparison.OrdinalIgnoreCase));

        var copied = Dockerfile.Read(name).Stages.Single(static stage => stage.Name == "build").Instructions
            .Where(static instruction => instruction.Name == "COPY" && instruction.Flag("from") is null)
            .SelectMany(static instruction => instruction.Arguments.SkipLast(1));

        Assert.Empty(rules.Except(copied));
    }

    // A gateway's check asks at the port of clients, as a balancer does.
    [Theory]
    [InlineData("silo", "http://127.0.0.1:9464/ready")]
    [InlineData("gateway", "http://127.0.0.1:8080/ready")]
    public void ManagementPort_IsOpenWithinTheContainerOnly(string name, string check)
    {
        var image = Dockerfile.Read(name).Image;

        Assert.Equal("9464", image.Environment["Management__Port"]);
        Assert.DoesNotContain("Management__Address", image.Environment.Keys);
        Assert.DoesNotContain("9464", image.Last("EXPOSE"));
        Assert.Equal(["--health", check], image.Last("HEALTHCHECK").Skip(2));
    }

    [Theory]
    [InlineData("gateway/RealtimeCluster.Gateway/RealtimeCluster.Gateway.csproj", true)]
    [InlineData("silo/RealtimeCluster.Silo/bin/Release/net10.0/RealtimeCluster.Silo.dll", false)]
    [InlineData("silo/RealtimeCluster.Silo/obj/project.assets.json", false)]
    [InlineData("deploy/standalone/wwwroot/index.html", true)]
    [InlineData("deploy/standalone/wwwroot/vendor/socket.io.min.js", false)]
    [InlineData("deploy/standalone/node_modules/ws/package.json", false)]
    [InlineData("deploy/compose/secrets/Cluster__Redis", false)]
    [InlineData("tests/run", false)]
    [InlineData(".git/config", false)]
    public void BuildContext_HoldsSourcesOnly(string path, bool isContained) => Assert.Equal(isContained, BuildContext.Read().Contains(path));

    [Fact]
    public async Task Standalone_NowhereToWrite_IsReadyHealthyAndStopsOnSigterm()
    {
        var image = await images.GetAsync("standalone");
        var port = Ports.GetFree();
        var container = new Container(("URLS", $"http://127.0.0.1:{port}"));
        await using var process = image.Start(container);
        var url = new Uri($"http://127.0.0.1:{port}");

        await Readiness.WaitAsync(url, Deadline, () => process.IsRunning, () => process.Output);

        var running = await image.CheckHealthAsync(container, (8080, port));
        Assert.True(running.ExitCode == 0, running.Output);
        using var http = new HttpClient();
        Assert.Contains("socket.io.min.js", await http.GetStringAsync(url), StringComparison.Ordinal);
        Assert.NotEmpty(await http.GetStringAsync(new Uri(url, "/vendor/socket.io.min.js")));

        await process.SignalAsync("TERM");

        Assert.Equal(0, await process.WaitForExitAsync(Deadline));
        var stopped = await image.CheckHealthAsync(container, (8080, port));
        Assert.Equal(1, stopped.ExitCode);
        Assert.Contains("refused", stopped.Output, StringComparison.OrdinalIgnoreCase);
    }

    private static string[] ReadReferences(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
        {
            return [];
        }

        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
