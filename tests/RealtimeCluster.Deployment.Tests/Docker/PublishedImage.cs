using System.Diagnostics;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Docker;

/// <summary>One image as a folder, and processes as its containers would be: the same user, arguments and environment, and no place to write to.</summary>
/// <param name="dockerfile">What it was made by.</param>
/// <param name="root">The folder that stands for its file system.</param>
internal sealed class PublishedImage(Dockerfile dockerfile, string root)
{
    private const string UserId = "1654";

    // What the base images set.
    private static readonly Dictionary<string, string> BaseEnvironment = new()
    {
        ["APP_UID"] = UserId,
        ["ASPNETCORE_HTTP_PORTS"] = "8080",
        ["DOTNET_RUNNING_IN_CONTAINER"] = "true",
        ["HOME"] = "/home/app",
    };

    /// <summary>Its Dockerfile.</summary>
    public Dockerfile Dockerfile => dockerfile;

    /// <summary>The folder that its processes start in.</summary>
    public string WorkingFolder { get; } = Path.Combine(root, dockerfile.Image.Last("WORKDIR")[0].TrimStart('/'));

    /// <summary>Starts a container.</summary>
    /// <param name="container">What it adds to the image.</param>
    public HostProcess Start(Container container) => Start([.. dockerfile.Image.Last("ENTRYPOINT"), .. container.Arguments], container);

    /// <summary>Runs the image's health check beside a container.</summary>
    /// <param name="container">The container.</param>
    /// <param name="ports">The ports of the image, and those that this container has instead.</param>
    /// <returns>The exit code and what it printed.</returns>
    public async Task<(int ExitCode, string Output)> CheckHealthAsync(Container container, params IEnumerable<(int Image, int Here)> ports)
    {
        // A container has ports of its own; here all share the machine's.
        var command = dockerfile.Image.Last("HEALTHCHECK")
            .Select(word => ports.Aggregate(word, static (text, port) => text.Replace($":{port.Image}", $":{port.Here}", StringComparison.Ordinal)));
        await using var check = Start([.. command], container);
        var exitCode = await check.WaitForExitAsync(TimeSpan.FromSeconds(30));
        return (exitCode, check.Output);
    }

    private HostProcess Start(string[] command, Container container)
    {
        command = [.. command.Select(container.Resolve)];

        // Root could write everywhere. Whoever else runs the tests has a folder that nobody can write to.
        if (Environment.IsPrivilegedProcess)
        {
            command = ["setpriv", $"--reuid={UserId}", $"--regid={UserId}", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", .. command];
        }
        else
        {
            File.SetUnixFileMode(WorkingFolder, (UnixFileMode)0b101_101_101);
        }

        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = WorkingFolder };
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;

        // A folder that is not there: what is written to no other place than /tmp would be seen to fail.
        start.Environment["TMPDIR"] = "/nonexistent";
        foreach (var (name, value) in BaseEnvironment.Concat(dockerfile.Image.Environment).Concat(container.Environment))
        {
            start.Environment[name] = container.Resolve(value);
        }

        return HostProcess.Start(start);
    }
}
