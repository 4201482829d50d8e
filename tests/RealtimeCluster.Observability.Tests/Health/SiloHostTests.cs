using System.Net.NetworkInformation;
using System.Text.Json;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Observability.Tests.Health;

/// <summary>The silo's host as a process, which has no port for clients.</summary>
public sealed class SiloHostTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Silo_WithManagementPort_AnswersOnLoopbackAndLogsJson()
    {
        var port = Ports.GetFree();
        await using var silo = Start($"--Management:Port={port}", "--Logging:Console:FormatterName=json");
        await silo.WaitForOutputAsync("Application started", Deadline);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Deadline };

        foreach (var path in new[] { "/started", "/ready", "/live" })
        {
            Assert.Equal("Healthy", JsonDocument.Parse(await http.GetStringAsync(path)).RootElement.GetProperty("status").GetString());
        }

        var metrics = await http.GetStringAsync("/metrics");
        Assert.Contains("realtime_cluster_nodes{", metrics, StringComparison.Ordinal);
        Assert.Contains("service_name=\"RealtimeCluster.Silo.Host\"", metrics, StringComparison.Ordinal);
        var listener = Assert.Single(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), end => end.Port == port);
        Assert.Equal("127.0.0.1", listener.Address.ToString());
        Assert.All(silo.Output.Split('\n'), static line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
    }

    [Fact]
    public async Task Silo_WithoutManagementPort_SaysNothingOfOne()
    {
        await using var silo = Start();

        await silo.WaitForOutputAsync("Application started", Deadline);

        Assert.DoesNotContain("Metrics and probes", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Now listening", silo.Output, StringComparison.Ordinal);
    }

    private static HostProcess Start(params string[] settings) =>
        HostProcess.Start("dotnet", [Repository.GetHost("silo/RealtimeCluster.Silo.Host", "RealtimeCluster.Silo.Host"), .. settings]);
}
