using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Browser;

/// <summary>
/// The admin page, driven in Chromium on a cluster of its own, since it loses a gateway: two silos and two gateways behind a balancer, with clients that talk.
/// With <c>ADMIN_SCREENSHOTS</c> naming a folder, the pictures of docs/admin.md are taken on the way.
/// </summary>
public sealed class AdminPageTests
{
    private const string Token = "admin-page-server-token";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Admin_ClusterUnderLoad_IsSeenAndOperated()
    {
        var folder = Path.Combine(Repository.Root, "tests/RealtimeCluster.Conformance.Tests/browser");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), $"Run 'npm ci' in {folder}, or all tests with tests/run.");
        var config = Path.GetTempFileName();
        await File.WriteAllTextAsync(config, $$$$"""
            {"Realtime":{"ServerTokens":[{"Name":"operations","Token":"{{{{Token}}}}","Verbs":["Administer"]}],"SessionSecret":"{{{{TestConfiguration.SessionSecret}}}}",
              "Environments":{"shop":{"ApiKeyRequired":false,"SessionRequired":false}}},
             "Gateway":{"EngineIO":{"DrainNotice":"00:00:02","DrainSpread":"00:00:05"}}}
            """);
        try
        {
            await using var cluster = await ClusterProcess.StartAsync(siloCount: 2, gatewayCount: 2, config, hasBalancer: true);
            string[] screenshots = Environment.GetEnvironmentVariable("ADMIN_SCREENSHOTS") is { Length: > 0 } target ? [Path.GetFullPath(target)] : [];

            var (exitCode, output) = await HostProcess.RunAsync(
                Deadline,
                "node",
                [Path.Combine(folder, "admin.mjs"), cluster.BalancerUrl!.GetLeftPart(UriPartial.Authority), Token, TestConfiguration.SessionSecret, .. screenshots]);

            Assert.True(exitCode == 0, $"{output}\n{cluster.DescribeState()}");
        }
        finally
        {
            File.Delete(config);
        }
    }
}
