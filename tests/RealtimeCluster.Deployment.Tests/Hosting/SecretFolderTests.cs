using Microsoft.Extensions.Hosting;
using RealtimeCluster.Clustering.Hosting;

namespace RealtimeCluster.Deployment.Tests.Hosting;

/// <summary>Settings that lie one a file.</summary>
public sealed class SecretFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("realtime-secrets-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void AddRealtimeSecrets_FilesAreSettings()
    {
        Write("Cluster__Redis", "redis:6379,password=x\n");
        Write("Realtime__ServerTokens__0", "token");

        var settings = Build("--secrets", _folder.FullName).Configuration;

        Assert.Equal("redis:6379,password=x", settings["Cluster:Redis"]);
        Assert.Equal("token", settings["Realtime:ServerTokens:0"]);
    }

    // As a Secret is mounted: links through a link to a folder.
    [Fact]
    public void AddRealtimeSecrets_FilesThatAreLinks_AreSettings()
    {
        var version = _folder.CreateSubdirectory("..2026_11_24");
        File.WriteAllText(Path.Combine(version.FullName, "Cluster__Redis"), "redis:6379");
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "..data"), version.Name);
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "Cluster__Redis"), Path.Combine("..data", "Cluster__Redis"));

        Assert.Equal("redis:6379", Build("--secrets=" + _folder.FullName).Configuration["Cluster:Redis"]);
    }

    [Fact]
    public void AddRealtimeSecrets_LiesAboveTheConfigFileAndBelowTheCommandLine()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(file, """{"Cluster":{"Redis":"of the file","ClusterId":"of the file"}}""");
        Write("Cluster__Redis", "of the folder");
        Write("Cluster__ServiceId", "of the folder");
        try
        {
            var settings = Build("--config", file, "--secrets", _folder.FullName, "--Cluster:ServiceId=of the command line").Configuration;

            Assert.Equal("of the folder", settings["Cluster:Redis"]);
            Assert.Equal("of the file", settings["Cluster:ClusterId"]);
            Assert.Equal("of the command line", settings["Cluster:ServiceId"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void AddRealtimeSecrets_WithoutTheOption_AddsNothing()
    {
        Write("Cluster__Redis", "redis:6379");

        Assert.Null(Build().Configuration["Cluster:Redis"]);
    }

    [Theory]
    [InlineData("--secrets")]
    [InlineData("--secrets=")]
    [InlineData("--secrets", "--config")]
    [InlineData("--secrets", "/no/such/folder")]
    public void AddRealtimeSecrets_NoSuchFolder_StopsTheProgram(params string[] arguments) =>
        Assert.Throws<InvalidDataException>(() => Host.CreateApplicationBuilder().AddRealtimeSecrets(arguments));

    private static IHostApplicationBuilder Build(params string[] arguments)
    {
        var builder = Host.CreateApplicationBuilder(arguments);
        if (arguments.Contains("--config"))
        {
            builder.AddRealtimeConfigFile(arguments);
        }

        return builder.AddRealtimeSecrets(arguments);
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder.FullName, name), content);
}
