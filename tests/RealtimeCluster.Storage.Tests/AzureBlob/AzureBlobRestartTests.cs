using RealtimeCluster.Storage.Tests.Durability;

namespace RealtimeCluster.Storage.Tests.AzureBlob;

/// <summary>A cluster that writes blobs.</summary>
public sealed class AzureBlobRestartTests(Azurite azurite) : RestartTests, IClassFixture<Azurite>
{
    protected override IReadOnlyDictionary<string, string?> StorageSettings => new Dictionary<string, string?>
    {
        ["Orleans:GrainStorage:realtime:ProviderType"] = "AzureBlobStorage",
        ["Orleans:GrainStorage:realtime:ConnectionString"] = azurite.ConnectionString,
        ["Orleans:GrainStorage:realtime:ContainerName"] = "snapshots",
    };
}
