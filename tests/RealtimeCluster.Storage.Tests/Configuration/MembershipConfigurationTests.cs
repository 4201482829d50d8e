using Microsoft.Extensions.Options;

namespace RealtimeCluster.Storage.Tests.Configuration;

/// <summary>What stops a node at start that is told of no membership table, or of two.</summary>
public sealed class MembershipConfigurationTests
{
    private const string Emulator = "UseDevelopmentStorage=true";

    [Fact]
    public async Task Start_RedisAndTables_NamesBothSettings()
    {
        var message = await FailAsync(("Cluster:Redis", "127.0.0.1:1"), ("Cluster:AzureTables", Emulator));

        Assert.Contains("Cluster:Redis and Cluster:AzureTables are both set", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cluster:Redis", "127.0.0.1:1")]
    [InlineData("Cluster:AzureTables", Emulator)]
    public async Task Start_OrleansSettingBesideOneOfOurs_NamesBothSettings(string setting, string value)
    {
        var message = await FailAsync((setting, value), ("Orleans:Clustering:ProviderType", "AzureTableStorage"), ("Orleans:Clustering:ConnectionString", Emulator));

        Assert.Contains($"{setting} and Orleans:Clustering:ProviderType are both set", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("http://secret.table.core.windows.net")]
    [InlineData("AccountName=secret;AccountKey=secret")]
    public async Task Start_AzureTablesThatAreNone_NamesTheSettingAndNotItsValue(string connection)
    {
        var message = await FailAsync(("Cluster:AzureTables", connection), ("Cluster:ClusterId", "a/b"));

        Assert.Contains("Cluster:AzureTables is neither", message, StringComparison.Ordinal);
        Assert.Contains("Cluster:ClusterId 'a/b'", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_KubernetesWithoutAMembershipTable_SaysWhatWouldDo()
    {
        var message = await FailAsync(("Cluster:Kubernetes", "true"));

        Assert.Contains("without Cluster:Redis or Cluster:AzureTables", message, StringComparison.Ordinal);
    }

    private static async Task<string> FailAsync(params (string Key, string Value)[] settings)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var host = await StorageHost.StartAsync(settings.Select(static setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        });
        return exception.Message;
    }
}
