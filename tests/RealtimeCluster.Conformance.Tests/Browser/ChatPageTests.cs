using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Browser;

/// <summary>The chat page, driven in Chromium: two people on two gateways of a cluster.</summary>
[Collection(nameof(ClusterTarget))]
public sealed class ChatPageTests(ClusterTarget target)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Chat_TwoPagesOnTwoGateways_SeeEachOtherAndTalk()
    {
        var folder = Path.Combine(Repository.Root, "tests/RealtimeCluster.Conformance.Tests/browser");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), $"Run 'npm ci' in {folder}, or all tests with tests/run.");
        var (first, second) = (target.Server.GatewayUrls[0], target.Server.GatewayUrls[1]);

        var (exitCode, output) = await HostProcess.RunAsync(
            Deadline,
            "node",
            Path.Combine(folder, "chat.mjs"),
            first.GetLeftPart(UriPartial.Authority),
            second.GetLeftPart(UriPartial.Authority),
            Path.Combine(Repository.Root, "deploy/standalone/wwwroot"));

        Assert.True(exitCode == 0, $"{output}\n{target.Server.DescribeState()}");
    }
}
