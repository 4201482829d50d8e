using System.Text.RegularExpressions;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Tls;

/// <summary>haproxy with the configuration of <c>deploy/compose</c>, in which only addresses differ: there they are a container engine's.</summary>
internal static partial class Balancer
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>The program; Debian puts it where only root looks.</summary>
    public static string Program { get; } = File.Exists("/usr/sbin/haproxy") ? "/usr/sbin/haproxy" : "haproxy";

    /// <summary>The configuration.</summary>
    public static string ConfigurationPath { get; } = Path.Combine(Repository.Root, "deploy/compose/haproxy/haproxy.cfg");

    /// <summary>Starts it, and waits until it hands requests on.</summary>
    /// <param name="folder">Where its configuration goes.</param>
    /// <param name="bind">Where it listens, as <c>bind</c> takes it.</param>
    /// <param name="gateways">The ports of the gateways.</param>
    /// <param name="isReady">Asks it once for <c>/ready</c>.</param>
    public static async Task<HostProcess> StartAsync(DirectoryInfo folder, string bind, int[] gateways, Func<Task<bool>> isReady)
    {
        var text = await File.ReadAllTextAsync(ConfigurationPath);
        text = Replace(text, Bind(), $"  bind {bind}");
        text = Replace(text, ServerTemplate(), string.Join('\n', gateways.Select(static port => $"  server gateway{port} 127.0.0.1:{port}")));
        text = Replace(text, Resolvers(), string.Empty).Replace(" init-addr none resolvers docker", string.Empty, StringComparison.Ordinal);
        var path = Path.Combine(folder.FullName, "haproxy.cfg");
        await File.WriteAllTextAsync(path, text);
        var process = HostProcess.Start(Program, "-db", "-f", path);
        using var expiry = new CancellationTokenSource(Deadline);
        while (!await isReady())
        {
            Assert.True(process.IsRunning && !expiry.IsCancellationRequested, $"haproxy handed no request on: {process.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        return process;
    }

    private static string Replace(string text, Regex part, string by)
    {
        Assert.Single(part.Matches(text));
        return part.Replace(text, by);
    }

    [GeneratedRegex(@"^  bind .*$", RegexOptions.Multiline)]
    private static partial Regex Bind();

    [GeneratedRegex(@"^  server-template .*$", RegexOptions.Multiline)]
    private static partial Regex ServerTemplate();

    [GeneratedRegex(@"^resolvers docker\n(?:  .*\n)+", RegexOptions.Multiline)]
    private static partial Regex Resolvers();
}
