using System.Globalization;

namespace RealtimeCluster.Testing.Processes;

/// <summary>A cluster of processes on this machine, run by <c>deploy/local/cluster</c>.</summary>
public sealed class ClusterProcess : IRunningServer, IAsyncDisposable
{
    /// <summary>Which of a cluster's ports is that of its Redis, counted from the first.</summary>
    public const int RedisPort = 60;

    private static readonly TimeSpan UpDeadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan CommandDeadline = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder;

    private ClusterProcess(DirectoryInfo folder) => _folder = folder;

    /// <inheritdoc />
    public IReadOnlyList<Uri> GatewayUrls { get; private set; } = [];

    /// <summary>The base URL of the balancer before the gateways; null when the cluster was started without one.</summary>
    public Uri? BalancerUrl { get; private set; }

    /// <summary>The Redis of the membership table.</summary>
    public string Redis => File.ReadAllText(Path.Combine(_folder.FullName, "redis.url")).Trim();

    /// <summary>This machine's address towards the nodes.</summary>
    public string Address => File.ReadAllText(Path.Combine(_folder.FullName, "address")).Trim();

    /// <summary>The id of the cluster.</summary>
    public string ClusterId => File.ReadAllText(Path.Combine(_folder.FullName, "cluster.id")).Trim();

    /// <summary>What may be done next, as it was printed at the start.</summary>
    public string Hints => File.ReadAllText(Path.Combine(_folder.FullName, "hints"));

    /// <summary>Starts a cluster and waits until traffic flows through every gateway.</summary>
    /// <param name="siloCount">How many silos.</param>
    /// <param name="gatewayCount">How many gateways.</param>
    /// <param name="configPath">The configuration file of all; none for open environments.</param>
    /// <param name="hasBalancer">Whether a round-robin balancer stands before the gateways.</param>
    /// <param name="basePort">The first of its ports; none for a free range.</param>
    /// <param name="hasOwnNetwork">Whether each node has an address of its own, so that links can be cut; needs root.</param>
    public static async Task<ClusterProcess> StartAsync(
        int siloCount,
        int gatewayCount,
        string? configPath = null,
        bool hasBalancer = false,
        int? basePort = null,
        bool hasOwnNetwork = false)
    {
        var cluster = new ClusterProcess(Directory.CreateTempSubdirectory("realtime-cluster-"));
        string[] arguments =
        [
            "up", "--silos", $"{siloCount}", "--gateways", $"{gatewayCount}", "--base-port", $"{basePort ?? Ports.GetFreeRange()}",
            "--configuration", Repository.Configuration, "--balancer", hasBalancer ? "yes" : "no", "--network", hasOwnNetwork ? "own" : "shared",
        ];
        try
        {
            await cluster.RunAsync(UpDeadline, configPath is null ? arguments : [.. arguments, "--config", configPath]);
            if (hasBalancer)
            {
                cluster.BalancerUrl = new Uri((await File.ReadAllTextAsync(Path.Combine(cluster._folder.FullName, "balancer.url"))).Trim());
            }

            cluster.GatewayUrls = [.. (await File.ReadAllLinesAsync(Path.Combine(cluster._folder.FullName, "urls"))).Select(static line => new Uri(line))];
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        return cluster;
    }

    /// <summary>Ends a node with SIGKILL.</summary>
    /// <param name="name">For example <c>gateway2</c>.</param>
    public Task KillAsync(string name) => RunAsync(CommandDeadline, "kill", name);

    /// <summary>Ends a node with SIGTERM and waits.</summary>
    /// <param name="name">For example <c>silo1</c>.</param>
    public Task StopAsync(string name) => RunAsync(CommandDeadline, "stop", name);

    /// <summary>Starts a node again.</summary>
    /// <param name="name">For example <c>silo1</c>.</param>
    public Task StartAsync(string name) => RunAsync(CommandDeadline, "start", name);

    /// <summary>Drops every packet from one node to another, not those the other way.</summary>
    /// <param name="from">For example <c>gateway2</c>.</param>
    /// <param name="to">For example <c>silo1</c>.</param>
    public Task CutAsync(string from, string to) => RunAsync(CommandDeadline, "cut", from, to);

    /// <summary>Undoes every cut.</summary>
    public Task HealAsync() => RunAsync(CommandDeadline, "heal");

    /// <summary>The process of a node that was started.</summary>
    /// <param name="name">For example <c>silo1</c>.</param>
    public int GetProcessId(string name) =>
        int.Parse(File.ReadAllText(Path.Combine(_folder.FullName, $"{name}.pid")), CultureInfo.InvariantCulture);

    /// <summary>The port a node has inside the cluster.</summary>
    /// <param name="name">For example <c>silo1</c>.</param>
    public int GetSiloPort(string name)
    {
        const string Argument = "--Cluster:SiloPort=";
        var line = File.ReadLines(Path.Combine(_folder.FullName, $"{name}.args")).Single(static line => line.StartsWith(Argument, StringComparison.Ordinal));
        return int.Parse(line.AsSpan(Argument.Length), CultureInfo.InvariantCulture);
    }

    /// <summary>Whether the process of a node is there; one that has ended and that nobody has reaped is not.</summary>
    /// <param name="name">For example <c>silo1</c>.</param>
    public bool IsRunning(string name)
    {
        try
        {
            return !File.ReadAllText($"/proc/{GetProcessId(name)}/status").Contains("State:\tZ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has ended, perhaps while it was looked at.
            return false;
        }
    }

    /// <inheritdoc />
    public string DescribeState() => string.Join('\n', _folder.GetFiles("*.log").Select(static log =>
        $"--- {log.Name}\n{string.Join('\n', File.ReadLines(log.FullName).TakeLast(30))}"));

    /// <summary>Copies the logs of all nodes.</summary>
    /// <param name="folder">Where to; made if need be, files of the same name are replaced.</param>
    public void CopyLogs(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var log in _folder.GetFiles("*.log"))
        {
            log.CopyTo(Path.Combine(folder, log.Name), overwrite: true);
        }
    }

    /// <summary>All that all nodes have said since they were first started.</summary>
    public async Task<string> ReadLogsAsync() =>
        string.Concat(await Task.WhenAll(_folder.GetFiles("*.log").Select(static log => File.ReadAllTextAsync(log.FullName))));

    /// <summary>Waits until a node has said something. What a node logs reaches its file a moment after what it does.</summary>
    /// <param name="text">A part of it.</param>
    /// <exception cref="TimeoutException">Nobody said so within a minute.</exception>
    public async Task WaitForLogAsync(string text)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!(await ReadLogsAsync()).Contains(text, StringComparison.Ordinal))
        {
            if (TimeProvider.System.GetElapsedTime(start) > CommandDeadline)
            {
                throw new TimeoutException($"No node said '{text}'.\n{DescribeState()}");
            }

            await Task.Delay(100);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await HostProcess.RunAsync(UpDeadline, Path.Combine(Repository.Root, "deploy/local/cluster"), "down", "--dir", _folder.FullName);
        _folder.Delete(recursive: true);
    }

    private async Task RunAsync(TimeSpan deadline, params string[] arguments)
    {
        var (exitCode, output) = await HostProcess.RunAsync(deadline, Path.Combine(Repository.Root, "deploy/local/cluster"), [.. arguments, "--dir", _folder.FullName]);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"cluster {string.Join(' ', arguments)} ended with {exitCode}: {output}\n{DescribeState()}");
        }
    }
}
