using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using RealtimeCluster.Deployment.Tests.Docker;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Systemd;

/// <summary>A node started as its unit starts it, with a socket that stands for systemd's.</summary>
[Collection(nameof(PublishedImages))]
public sealed class NotifyTests(PublishedImages images) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = SharedFolder.Create();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Unit_TypeNotify_TheNodeSaysWhenItIsReadyAndWhenItStops()
    {
        var unit = UnitFile.Read("silo");
        Assert.Equal(["notify"], unit["Type"]);
        var redisPort = Ports.GetFree();
        await using var redis = HostProcess.Start("redis-server", "--bind", "127.0.0.1", "--port", $"{redisPort}", "--save", "", "--dir", _folder.FullName);
        await redis.WaitForOutputAsync("Ready to accept connections", Deadline);
        var credentials = _folder.CreateSubdirectory("credentials");
        await File.WriteAllTextAsync(Path.Combine(credentials.FullName, Assert.Single(unit["LoadCredential"]).Split(':')[0]), $"127.0.0.1:{redisPort}\n");
        var socketPath = Path.Combine(_folder.FullName, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(socketPath));

        var image = await images.GetAsync("silo");
        var command = Assert.Single(unit["ExecStart"]).Split(' ')
            .Select(word => word == "/usr/bin/dotnet" ? "dotnet" : word == "%d" ? credentials.FullName
                : word.Replace("/opt/realtime/silo", image.WorkingFolder, StringComparison.Ordinal)
                    .Replace("/etc/realtime", Path.Combine(Repository.Root, "deploy/systemd"), StringComparison.Ordinal));

        // The host looks whether its parent is called so.
        var parent = Path.Combine(_folder.FullName, "systemd");
        File.Copy("/bin/sh", parent);
        var start = new ProcessStartInfo(parent, ["-c", "\"$@\" & echo \"started $!.\"; wait $!", "systemd", .. command]) { WorkingDirectory = image.WorkingFolder };
        start.Environment["NOTIFY_SOCKET"] = socketPath;
        start.Environment["Cluster__AdvertisedAddress"] = "127.0.0.1";
        start.Environment["Cluster__ClientPort"] = "0";
        start.Environment["Cluster__SiloPort"] = $"{Ports.GetFree()}";
        await using var systemd = HostProcess.Start(start);
        await systemd.WaitForOutputAsync("started ", Deadline);
        var silo = systemd.Output.Split("started ")[1].Split('.')[0];

        Assert.Equal("READY=1", await ReceiveAsync(socket, systemd));
        await HostProcess.RunAsync(Deadline, "kill", "-TERM", silo);
        Assert.Equal("STOPPING=1", await ReceiveAsync(socket, systemd));
        Assert.Equal(0, await systemd.WaitForExitAsync(Deadline));
    }

    private static async Task<string> ReceiveAsync(Socket socket, HostProcess process)
    {
        var buffer = new byte[256];
        using var expiry = new CancellationTokenSource(Deadline);
        try
        {
            return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, expiry.Token)).Trim();
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"The node told systemd nothing within {Deadline}: {process.Output}", exception);
        }
    }
}
