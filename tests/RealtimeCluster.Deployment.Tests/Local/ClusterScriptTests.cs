using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Local;

/// <summary><c>deploy/local/cluster</c> where it is told nonsense, where ports are taken, and of processes that become others.</summary>
public sealed class ClusterScriptTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("realtime-cluster-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("--silos is a number from 1 to 20", "up", "--silos", "abc")]
    [InlineData("--silos is a number from 1 to 20", "up", "--silos", "")]
    [InlineData("--silos is a number from 1 to 20", "up", "--silos", "0")]
    [InlineData("--silos is a number from 1 to 20", "up", "--silos", "9999999999999999999")]
    [InlineData("--gateways is a number from 1 to 20", "up", "--gateways", "1.5")]
    [InlineData("--base-port is a number from 1 to 65436", "up", "--base-port", "65500")]
    [InlineData("--balancer is yes or no", "up", "--balancer", "maybe")]
    [InlineData("--network is shared or own", "up", "--network", "maybe")]
    [InlineData("--configuration is Release or Debug", "up", "--configuration", "Nope")]
    [InlineData("no such file", "up", "--config", "/no/such/file.json")]
    [InlineData("up takes no NAME", "up", "silo1")]
    [InlineData("stop takes one NAME", "stop", "silo1", "silo2")]
    [InlineData("usage:", "frobnicate")]
    public async Task Any_Mistyped_IsRefusedBeforeAnythingIsMade(string complaint, params string[] arguments)
    {
        var folder = Path.Combine(_folder.FullName, "of-the-cluster");

        var (exitCode, output) = await RunAsync([.. arguments, "--dir", folder]);

        Assert.True(exitCode is 1 or 2, $"It ended with {exitCode}.");
        Assert.Contains(complaint, output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    [InlineData(60)]
    public async Task Up_PortOfANodeIsTaken_IsRefusedAndStartsNothing(int offset)
    {
        var basePort = Ports.GetFreeRange();
        using var other = new TcpListener(IPAddress.Loopback, basePort + offset);
        other.Start();

        var (exitCode, output) = await RunAsync("up", "--base-port", basePort.ToString(CultureInfo.InvariantCulture), "--dir", _folder.FullName);

        Assert.Equal(1, exitCode);
        Assert.Contains($"port {basePort + offset} is taken", output, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFiles("*.pid"));
    }

    // As on a busy machine a process does from its fork to its exec, and as Redis does when it names itself.
    [Fact]
    public async Task Status_ProcessBecameAnotherProgram_IsRunningAndDownEndsIt()
    {
        var gate = Path.Combine(_folder.FullName, "gate");
        await HostProcess.RunAsync(Deadline, "mkfifo", gate);
        await File.WriteAllLinesAsync(Path.Combine(_folder.FullName, "redis.args"), ["bash", "-c", "read -r _ <\"$0\"; exec sleep 600", gate]);
        await RunAsync("start", "redis", "--dir", _folder.FullName);
        var id = int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "redis.pid")), CultureInfo.InvariantCulture);
        await HostProcess.RunAsync(Deadline, "sh", "-c", "echo >\"$0\"", gate);
        await Eventually.TrueAsync(() => File.ReadAllText($"/proc/{id}/cmdline").StartsWith("sleep", StringComparison.Ordinal), "the process is another program");

        var (_, status) = await RunAsync("status", "--dir", _folder.FullName);
        await RunAsync("down", "--dir", _folder.FullName);

        Assert.Matches("redis +running", status);
        Assert.False(File.Exists($"/proc/{id}/cmdline") && (await File.ReadAllTextAsync($"/proc/{id}/cmdline")).Length > 0, "It is still there.");
    }

    private static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        HostProcess.RunAsync(Deadline, Path.Combine(Repository.Root, "deploy/local/cluster"), arguments);
}
