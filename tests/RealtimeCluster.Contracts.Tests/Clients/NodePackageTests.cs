using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Contracts.Tests.Clients;

/// <summary>Runs the tests that the Node package has of its own.</summary>
public sealed class NodePackageTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Package_ItsOwnTests_Pass()
    {
        var (exitCode, output) = await HostProcess.RunAsync(Deadline, "node", "--test", Path.Combine(Repository.Root, "contracts/clients/node/test/"));

        Assert.True(exitCode == 0 && output.Contains("# fail 0", StringComparison.Ordinal) && !output.Contains("# pass 0", StringComparison.Ordinal), output);
    }
}
