using System.Collections.Concurrent;
using System.Diagnostics;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Docker;

/// <summary>
/// What the images of <c>deploy/docker</c> would hold: for each, the steps of its Dockerfile are taken in folders instead of containers, with the same
/// files and the same commands. The base images are not there; the machine's own .NET stands for them.
/// </summary>
/// <remarks>
/// What takes most of a build's time and needs no file of the repository is left out. Compiling ahead of time: the nodes that <c>deploy/local/cluster</c>
/// publishes for other tests are. The analyzers: the build of the solution runs them, over the same files, and that an image copies what rules them is a test of its own.
/// </remarks>
public sealed class PublishedImages : IAsyncLifetime
{
    private static readonly TimeSpan StepDeadline = TimeSpan.FromMinutes(10);
    private static readonly string[] LeftOut = ["-p:PublishReadyToRun=false", "-p:RunAnalyzers=false"];

    private readonly ConcurrentDictionary<string, Lazy<Task<PublishedImage>>> _images = new();
    private readonly ConcurrentDictionary<string, StageFolder> _stages = new();
    private readonly DirectoryInfo _folder = SharedFolder.Create();

    /// <inheritdoc />
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Builds an image, once. The tests that share the images run one after the other.</summary>
    /// <param name="name">For example <c>silo</c>.</param>
    internal Task<PublishedImage> GetAsync(string name) => _images.GetOrAdd(name, image => new(() => BuildAsync(image))).Value;

    private async Task<PublishedImage> BuildAsync(string name)
    {
        var dockerfile = Dockerfile.Read(name);
        var roots = new Dictionary<string, string>();
        foreach (var stage in dockerfile.Stages)
        {
            // The last stage has no name: it is the image.
            var folder = _stages.GetOrAdd(stage.Name ?? $"image-{name}", place => new(Path.Combine(_folder.FullName, place)));
            folder.Begin();
            roots[stage.Name ?? "image"] = folder.Root;
            await TakeStepsAsync(stage, folder, roots);
        }

        return new PublishedImage(dockerfile, roots["image"]);
    }

    private static async Task TakeStepsAsync(DockerStage stage, StageFolder place, Dictionary<string, string> roots)
    {
        var context = BuildContext.Read();
        var root = place.Root;
        var folder = root;
        foreach (var instruction in stage.Instructions)
        {
            switch (instruction.Name)
            {
                case "WORKDIR":
                    folder = Directory.CreateDirectory(Path.Combine(root, instruction.Arguments[0].TrimStart('/'))).FullName;
                    break;
                case "COPY":
                    Copy(instruction, folder, place, roots, context);
                    break;
                case "RUN":
                    place.RemoveRest(folder);
                    await RunAsync(instruction, folder, root);
                    break;
            }
        }
    }

    private static void Copy(DockerInstruction copy, string folder, StageFolder place, Dictionary<string, string> roots, BuildContext context)
    {
        var target = copy.Arguments[^1];
        foreach (var source in copy.Arguments.SkipLast(1))
        {
            if (copy.Flag("from") is { } stage)
            {
                var from = Path.Combine(roots[stage], source.TrimStart('/')).TrimEnd('/');
                CopyTree(place, from, File.Exists(from) && !target.EndsWith('/') ? Path.Combine(folder, target) : Path.Combine(folder, target, File.Exists(from) ? Path.GetFileName(from) : "."));
                continue;
            }

            var isFile = File.Exists(Path.Combine(Repository.Root, source));
            var files = context.Find(source, isFile && target.EndsWith('/') ? Path.Combine(folder, target, Path.GetFileName(source)) : Path.Combine(folder, target));
            Assert.True(files.Count > 0, $"{source} is copied into an image, and the build context has none of it.");
            foreach (var (file, copied) in files)
            {
                place.Copy(file, copied);
            }
        }
    }

    private static void CopyTree(StageFolder place, string source, string target)
    {
        if (File.Exists(source))
        {
            place.Copy(source, target);
            return;
        }

        Assert.True(Directory.Exists(source), $"No stage made {source}.");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            place.Copy(file, Path.Combine(target, Path.GetRelativePath(source, file)));
        }
    }

    private static async Task RunAsync(DockerInstruction run, string folder, string root)
    {
        // Paths of the container lie beneath the stage's folder.
        var words = run.Arguments.Select(word => word.StartsWith('/') ? Path.Combine(root, word.TrimStart('/')) : word).ToArray();
        var start = new ProcessStartInfo(words[0], words is ["dotnet", "publish", ..] ? [.. words[1..], .. LeftOut] : words[1..]) { WorkingDirectory = folder };

        // Nothing of the build may go on after it.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        await using var step = HostProcess.Start(start);
        Assert.True(await step.WaitForExitAsync(StepDeadline) == 0, $"{string.Join(' ', words)}: {step.Output}");
    }
}
