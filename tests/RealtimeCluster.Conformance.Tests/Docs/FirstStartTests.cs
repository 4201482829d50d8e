using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Docs;

/// <summary>What somebody meets who starts the one process for the first time.</summary>
public sealed partial class FirstStartTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Start_NothingIsConfigured_PrintsWhereThingsAreAndATokenThatWorks()
    {
        await using var standalone = await StandaloneProcess.StartAsync();
        await standalone.Host.WaitForOutputAsync("development token", Deadline);
        await standalone.Host.WaitForOutputAsync("RealtimeCluster listens", Deadline);
        var origin = standalone.GatewayUrls[0].GetLeftPart(UriPartial.Authority);
        foreach (var path in new[] { "/", "/realtime/", "/v1/docs", "/admin/" })
        {
            await standalone.Host.WaitForOutputAsync($"{origin}{path}", Deadline);
        }

        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token().Match(standalone.Host.Output).Value);
        using var body = new StringContent("""{"eventName":"hello","message":{"text":"from a server"}}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"{origin}/v1/environments/demo/channels/lobby/events"), body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("--urls=http://0.0.0.0:{0}")]
    [InlineData("--Realtime:OpenEnvironments=false")]
    [InlineData("--Realtime:ServerTokens:0=mine")]
    public async Task Start_ItIsMoreThanATrial_MakesNoToken(string argument)
    {
        var port = Ports.GetFree();
        string[] address = argument.StartsWith("--urls", StringComparison.Ordinal) ? [] : [$"--urls=http://127.0.0.1:{port}"];
        await using var host = HostProcess.Start(
            "dotnet", [Repository.GetHost("deploy/standalone", "RealtimeCluster.Standalone"), .. address, argument.Replace("{0}", $"{port}", StringComparison.Ordinal)]);
        await host.WaitForOutputAsync("Application started", Deadline);
        await host.WaitForOutputAsync("RealtimeCluster listens", Deadline);

        Assert.DoesNotContain("development token", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ThePortIsTaken_EndsWithOneLine()
    {
        await using var first = await StandaloneProcess.StartAsync();

        var (exitCode, output) = await HostProcess.RunAsync(
            Deadline, "dotnet", Repository.GetHost("deploy/standalone", "RealtimeCluster.Standalone"), "--urls", first.GatewayUrls[0].ToString());

        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"error: port {first.GatewayUrls[0].Port} is taken by another program: end that, or choose another port with --urls",
            output.Trim());
    }

    [GeneratedRegex("dev-[0-9a-f]+")]
    private static partial Regex Token();
}
