using System.Globalization;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Systemd;

/// <summary>The units, as systemd's own tools see them. No systemd runs them here.</summary>
public sealed class UnitTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("realtime-units-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public async Task Unit_IsRight(string node)
    {
        var (exitCode, output) = await VerifyAsync(node, static text => text);

        Assert.True(exitCode == 0 && output.Length == 0, output);
    }

    [Fact]
    public async Task Verify_SeesASettingThatIsUnknown()
    {
        var (_, output) = await VerifyAsync("silo", static text => text.Replace("ProtectHome=", "ProtectHouse=", StringComparison.Ordinal));

        Assert.Contains("ProtectHouse", output, StringComparison.Ordinal);
    }

    // 0 is a service that can reach nothing, 10 one that can reach everything.
    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public async Task Unit_LeavesLittleToReach(string node)
    {
        var (exitCode, output) = await HostProcess.RunAsync(Deadline, "systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", UnitFile.Read(node).FilePath);

        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [InlineData("silo", "Cluster__Redis")]
    [InlineData("gateway", "Cluster__Redis", "Realtime__SessionSecret", "Realtime__ServerTokens__0")]
    public void Unit_TakesSecretsFromCredentialsOnly(string node, params string[] secrets)
    {
        var unit = UnitFile.Read(node);

        Assert.Equal(secrets.Select(static name => $"{name}:/etc/realtime/secrets/{name}"), unit["LoadCredential"]);
        Assert.EndsWith(" --secrets %d", Assert.Single(unit["ExecStart"]), StringComparison.Ordinal);
        Assert.All(unit["Environment"], static variable => Assert.StartsWith("URLS=", variable, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public void Unit_WaitsForTheDrain(string node) =>
        Assert.InRange(int.Parse(Assert.Single(UnitFile.Read(node)["TimeoutStopSec"]), CultureInfo.InvariantCulture), 75, 600);

    // Verifying also looks whether the program is there; on a build machine it may lie elsewhere.
    private async Task<(int ExitCode, string Output)> VerifyAsync(string node, Func<string, string> change)
    {
        var text = await File.ReadAllTextAsync(UnitFile.Read(node).FilePath);
        var path = Path.Combine(_folder.FullName, $"realtime-{node}.service");
        await File.WriteAllTextAsync(path, change(text).Replace("/usr/bin/dotnet ", Environment.ProcessPath + " ", StringComparison.Ordinal));
        return await HostProcess.RunAsync(Deadline, "systemd-analyze", "verify", path);
    }
}
