using System.Net.Http.Json;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Observability.Tests.Logs;

/// <summary>Log lines of a request name its trace, when they are structured and show their scopes.</summary>
public sealed class TraceInLogTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task JsonConsole_RequestWithTraceParent_NamesTheTrace()
    {
        var url = new Uri($"http://127.0.0.1:{Ports.GetFree()}");
        await using var host = HostProcess.Start(
            "dotnet",
            Repository.GetHost("deploy/standalone", "RealtimeCluster.Standalone"), "--urls", url.ToString(),
            "--Logging:Console:FormatterName=json", "--Logging:Console:FormatterOptions:IncludeScopes=true", "--Logging:LogLevel:Microsoft.AspNetCore=Information");
        await Readiness.WaitAsync(url, Deadline, () => host.IsRunning, () => host.Output);
        using var http = new HttpClient { BaseAddress = url, Timeout = Deadline };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/environments/logged/channels/c/events") { Content = JsonContent.Create(new { eventName = "e" }) };
        request.Headers.Add("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01");

        using var response = await http.SendAsync(request);

        await host.WaitForOutputAsync($"\"TraceId\":\"{TraceId}\"", Deadline);
    }
}
