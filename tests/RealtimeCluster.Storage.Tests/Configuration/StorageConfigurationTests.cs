using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Hosting;

namespace RealtimeCluster.Storage.Tests.Configuration;

/// <summary>What stops a silo at start, and what it says.</summary>
public sealed class StorageConfigurationTests
{
    private const string Section = "Orleans:GrainStorage:realtime";

    [Fact]
    public async Task Start_BlobStorageWithFaults_NamesThemAll()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            ("ProviderType", "AzureBlobStorage"), ("ConnectionString", "secret"), ("ContainerName", "Bad--Name"), ("OperationTimeout", "00:00:00")));

        Assert.Contains($"{Section}:ConnectionString", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ContainerName", exception.Message, StringComparison.Ordinal);
        Assert.Contains("OperationTimeout", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BlobStorageWithoutConnection_SaysWhatIsMissing()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("ProviderType", "AzureBlobStorage")));

        Assert.Contains($"{Section}:ConnectionString is missing", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BlobStorageWithUnknownConnectionName_NamesIt()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("ProviderType", "AzureBlobStorage"), ("ConnectionName", "blobs")));

        Assert.Contains("ConnectionStrings:blobs", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "ConnectionString is missing")]
    [InlineData("127.0.0.1,nonsense=1", "nonsense")]
    public async Task Start_RedisWithoutAUsableConnection_SaysSo(string? connection, string expected)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("ProviderType", "Redis"), ("ConnectionString", connection)));

        Assert.Contains(Section, exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Nonsense")]
    [InlineData(null)]
    public async Task Start_ProviderThatIsNotThere_SaysWhichAre(string? providerType)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(("ProviderType", providerType), ("ConnectionString", "x")));

        Assert.Contains(providerType ?? "Default", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AzureBlobStorage, AzureRedisCache, AzureTableStorage, Memory, Redis", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TablesWhereALogMayNotFit_AreRefused()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("ProviderType", "AzureTableStorage"), ("ConnectionString", "x")));

        Assert.Contains($"{Section}:ProviderType", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnusedConnectionStringBesideAServiceUri_IsCheckedAllTheSame()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            ("ProviderType", "AzureBlobStorage"), ("ServiceUri", "http://account.blob.core.windows.net"), ("ConnectionString", "secret")));

        Assert.Contains($"{Section}:ServiceUri", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"{Section}:ConnectionString", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NodeWithoutGrainStorage_IgnoresTheSection()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>($"{Section}:ProviderType", "Nonsense")]);
        builder.UseNoGrainStorage().UseRealtimeCluster(static _ => { });
        using var host = builder.Build();

        await host.StartAsync();

        Assert.NotNull(host.Services.GetKeyedService<Orleans.Storage.IGrainStorage>("realtime"));
        await host.StopAsync();
    }

    private static async Task StartAsync(params (string Key, string? Value)[] settings)
    {
        await using var host = await StorageHost.StartAsync(settings.Select(static setting => KeyValuePair.Create($"{Section}:{setting.Key}", setting.Value)));
    }
}
