using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace RealtimeCluster.Storage.Tests.AzureBlob;

/// <summary>Blobs, in the official emulator.</summary>
public sealed class AzureBlobGrainStorageTests(Azurite azurite, SharedHost shared) : DurableGrainStorageTests(shared), IClassFixture<Azurite>
{
    private const string Container = "grains";

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Orleans:GrainStorage:realtime:ProviderType"] = "AzureBlobStorage",
        ["Orleans:GrainStorage:realtime:ConnectionString"] = azurite.ConnectionString,
        ["Orleans:GrainStorage:realtime:ContainerName"] = Container,
        ["Orleans:GrainStorage:realtime:OperationTimeout"] = "00:00:02",
    };

    private protected override ExternalStore Store => azurite;

    [Fact]
    public async Task Read_StoreDoesNotAnswer_SaysWhatTookTooLong()
    {
        await azurite.PauseAsync();
        TimeoutException exception;
        try
        {
            exception = await Assert.ThrowsAsync<TimeoutException>(() => Storage.ReadAsync(NewGrain()));
        }
        finally
        {
            await azurite.ResumeAsync();
        }

        Assert.StartsWith("Grain storage realtime could not read realtime/snapshot/storage-test-", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Cancelled_EndsAsCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.ReadAsync(NewGrain(), cancelled.Token));
    }

    [Fact]
    public async Task Calls_EmulatorIsGone_FailAndWorkAgainWhenItIsBack()
    {
        var grain = NewGrain();
        await azurite.StopAsync();
        try
        {
            await FailAsync(Storage.ReadAsync(grain), Storage.WriteNewAsync(grain, 1));
        }
        finally
        {
            await azurite.InitializeAsync();
        }

        await Storage.WriteNewAsync(grain, 2);

        Assert.Equal([2], await Storage.ReadBodyAsync(grain));
    }

    [Fact]
    public async Task Write_ContainerIsGone_IsMadeAgain()
    {
        var grain = NewGrain();
        await new BlobContainerClient(azurite.ConnectionString, Container).DeleteAsync();
        Assert.False((await Storage.ReadAsync(grain)).RecordExists);

        await Storage.WriteNewAsync(grain, 1);

        Assert.Equal([1], await Storage.ReadBodyAsync(grain));
    }

    [Fact]
    public async Task Write_BytesOfAState_AreStoredCompactly()
    {
        var grain = NewGrain();

        await Storage.WriteNewAsync(grain, new byte[100_000]);

        var blobs = new List<long>();
        await foreach (var blob in new BlobContainerClient(azurite.ConnectionString, Container).GetBlobsAsync(new GetBlobsOptions { Prefix = $"realtime/snapshot/{grain.Type}/" }))
        {
            blobs.Add(blob.Properties.ContentLength ?? 0);
        }

        Assert.InRange(Assert.Single(blobs), 100_000, 100_200);
    }
}
