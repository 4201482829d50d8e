using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Browser;

/// <summary>
/// The chat page, driven in Chromium: two people on two gateways of a cluster. With <c>CHAT_SCREENSHOT</c> naming a folder, the picture of the README is taken on the
/// way.
/// </summary>
[Collection(nameof(ClusterTarget))]
public sealed class ChatPageTests(ClusterTarget cluster)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Chat_TwoPagesOnTwoGateways_SeeEachOtherAndTalk()
    {
        var folder = Path.Combine(Repository.Root, "tests/RealtimeCluster.Conformance.Tests/browser");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), $"Run 'npm ci' in {folder}, or all tests with tests/run.");
        var (first, second) = (cluster.Server.GatewayUrls[0], cluster.Server.GatewayUrls[1]);

        var target = Environment.GetEnvironmentVariable("CHAT_SCREENSHOT");
        string[] screenshot = string.IsNullOrEmpty(target) ? [] : [Path.Combine(Path.GetFullPath(target), "chat.png")];

        var (exitCode, output) = await HostProcess.RunAsync(
            Deadline,
            "node",
            [Path.Combine(folder, "chat.mjs"), first.GetLeftPart(UriPartial.Authority), second.GetLeftPart(UriPartial.Authority), ChatPicture.Pages, .. screenshot]);

        Assert.True(exitCode == 0, $"{output}\n{cluster.Server.DescribeState()}");
        foreach (var picture in screenshot)
        {
            await File.WriteAllTextAsync(Path.ChangeExtension(picture, ".sha256"), ChatPicture.DigestOfPage());
        }
    }
}
