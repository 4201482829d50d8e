using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Gateway.Tests.Environments;

/// <summary>A host with a real file of <c>--config</c>.</summary>
public sealed class ConfigFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("realtime-config-");
    private readonly LogCapture _log = new();

    private string FilePath => Path.Combine(_directory.FullName, "settings.json");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConfigFile_GoodChange_TakesEffect(bool byRename)
    {
        using var host = await StartAsync(Environment("first"));
        var registry = host.Services.GetRequiredService<EnvironmentRegistry>();
        Assert.True(registry.Current.IsConfigured("first"));
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        registry.Changed += () => changed.TrySetResult();

        Write(Environment("second"), byRename);
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.True(registry.Current.IsConfigured("second"));
        Assert.False(registry.Current.IsConfigured("first"));
        await host.StopAsync();
    }

    [Fact]
    public async Task ConfigFile_ThroughALink_ChangeOfTheLinkTakesEffect()
    {
        // As a mounted ConfigMap does it: the file is a link through a directory link, which is swapped.
        WriteVersion("v1", Environment("first"));
        Directory.CreateSymbolicLink(Path.Combine(_directory.FullName, "data"), Path.Combine(_directory.FullName, "v1"));
        File.CreateSymbolicLink(FilePath, Path.Combine(_directory.FullName, "data", "settings.json"));
        using var host = await StartAsync(content: null);
        var registry = host.Services.GetRequiredService<EnvironmentRegistry>();

        WriteVersion("v2", Environment("second"));
        Directory.Delete(Path.Combine(_directory.FullName, "data"));
        Directory.CreateSymbolicLink(Path.Combine(_directory.FullName, "data"), Path.Combine(_directory.FullName, "v2"));

        await Eventually.TrueAsync(() => registry.Current.IsConfigured("second"), "the environment of the second version is there");
        await host.StopAsync();
    }

    // Reproducible images and copies that preserve times; what counts is what the file says.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConfigFile_ChangeOfTheSameLengthAndTime_TakesEffect(bool byRename)
    {
        using var host = await StartAsync(Environment("first"));
        var registry = host.Services.GetRequiredService<EnvironmentRegistry>();
        Write(Environment("second"), byRename, DateTime.UnixEpoch);
        await Eventually.TrueAsync(() => registry.Current.IsConfigured("second"), "the environment of the second version is there");

        Write(Environment("fourth"), byRename, DateTime.UnixEpoch);

        await Eventually.TrueAsync(() => registry.Current.IsConfigured("fourth"), "the environment of the fourth version is there");
        await host.StopAsync();
    }

    [Theory]
    [InlineData("{ this is not json", "cannot be read")]
    [InlineData("", "cannot be read")]
    [InlineData("""{"Realtime":{"OpenEnvironments":"x","Environments":{"second":{"Enabled":"y"}}}}""", "'x' is not true or false. Realtime:Environments:second:Enabled 'y'")]
    public async Task ConfigFile_BadChange_KeepsTheLastGoodAndSaysWhy(string content, string complaint)
    {
        using var host = await StartAsync(Environment("first"));
        var registry = host.Services.GetRequiredService<EnvironmentRegistry>();

        Write(content, byRename: true);
        await Eventually.TrueAsync(
            () => _log.Entries.Any(entry => entry.Level == LogLevel.Error && entry.Text.Contains(complaint, StringComparison.Ordinal)),
            "the fault is logged");

        Assert.True(registry.Current.IsConfigured("first"));
        Write(Environment("third"), byRename: true);
        await Eventually.TrueAsync(() => registry.Current.IsConfigured("third"), "the repaired file is taken");
        await host.StopAsync();
    }

    [Fact]
    public async Task ConfigFile_GoneForAMoment_KeepsTheLastGood()
    {
        using var host = await StartAsync(Environment("first"));
        var registry = host.Services.GetRequiredService<EnvironmentRegistry>();

        File.Delete(FilePath);
        await Eventually.TrueAsync(() => _log.Entries.Any(static entry => entry.Level == LogLevel.Error), "the missing file is logged");

        Assert.True(registry.Current.IsConfigured("first"));
        await host.StopAsync();
    }

    [Fact]
    public async Task Start_FaultySettings_StopsNamingEveryFault()
    {
        const string Content = """{"Realtime":{"ReportErrors":"x","Environments":{"shop":{"ApiKeys":[{"Key":"k","AuthorizedIPs":["::1","x"]}]}}}}""";

        var exception = await Assert.ThrowsAnyAsync<OptionsValidationException>(() => StartAsync(Content));

        Assert.Contains("Realtime:ReportErrors 'x' is not true or false.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Realtime:Environments:shop:ApiKeys:0:AuthorizedIPs:1 'x' is not an address or CIDR.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--config")]
    [InlineData("--config=")]
    [InlineData("--config", "--other")]
    [InlineData("--config", "/no/such/file.json")]
    [InlineData("--config=/no/such/file.json")]
    public void AddRealtimeConfigFile_NoFile_Throws(params string[] args) =>
        Assert.Throws<InvalidDataException>(() => Host.CreateEmptyApplicationBuilder(null).AddRealtimeConfigFile(args));

    [Fact]
    public void AddRealtimeConfigFile_BrokenFile_ThrowsWithItsPath()
    {
        Write("{", byRename: false);

        var exception = Assert.Throws<InvalidDataException>(() => Host.CreateEmptyApplicationBuilder(null).AddRealtimeConfigFile(["--config", FilePath]));

        Assert.Contains(FilePath, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddRealtimeConfigFile_CommandLineToo_CommandLineWins()
    {
        Write("""{"A":"file","B":"file"}""", byRename: false);
        string[] args = ["--config", FilePath, "--A", "line"];
        var builder = Host.CreateApplicationBuilder(args);

        builder.AddRealtimeConfigFile(args);

        Assert.Equal(("line", "file"), (builder.Configuration["A"], builder.Configuration["B"]));
    }

    private static string Environment(string id) => """{"Realtime":{"Environments":{"ID":{}}}}""".Replace("ID", id, StringComparison.Ordinal);

    private async Task<IHost> StartAsync(string? content)
    {
        if (content is not null)
        {
            Write(content, byRename: false);
        }

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(_log);
        builder.AddRealtimeConfigFile(["--config", FilePath]);
        builder.Services.AddRealtimeEnvironments();
        builder.Services.AddSingleton<IGrantedConnections, FakeConnections>();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private void Write(string content, bool byRename, DateTime? written = null)
    {
        var target = byRename ? FilePath + ".new" : FilePath;
        File.WriteAllText(target, content);
        if (written is { } time)
        {
            File.SetLastWriteTimeUtc(target, time);
        }

        if (byRename)
        {
            File.Move(target, FilePath, overwrite: true);
        }
    }

    private void WriteVersion(string version, string content)
    {
        var directory = _directory.CreateSubdirectory(version);
        File.WriteAllText(Path.Combine(directory.FullName, "settings.json"), content);
    }
}
