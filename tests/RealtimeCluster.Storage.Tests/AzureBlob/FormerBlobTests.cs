using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace RealtimeCluster.Storage.Tests.AzureBlob;

/// <summary>What versions before Orleans' own provider have written: it is read once and rewritten.</summary>
public sealed class FormerBlobTests(Azurite azurite, SharedHost shared) : IClassFixture<Azurite>, IClassFixture<SharedHost>, IAsyncLifetime
{
    private const string Container = "former";
    private const string NewEnd = "-grain/state.json";
    private const string FormerBytes = "204007010203E0";

    private StorageHost? _host;

    private StorageHost Storage => _host ?? throw new InvalidOperationException("The host was not started.");

    private BlobContainerClient Blobs => new(azurite.ConnectionString, Container);

    public async Task InitializeAsync() => _host = await shared.GetAsync(Settings());

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("lobby", "lobby")]
    [InlineData("", "~")]
    [InlineData("a/b", "a~2fb")]
    [InlineData("grüße", "gr~c3~bc~c3~9fe")]
    public async Task Read_FormerBlob_IsMovedToItsNewName(string key, string escaped)
    {
        var grain = GrainId.Create(GrainType.Create($"former-{Guid.NewGuid():N}"), IdSpan.Create(key));
        var name = $"realtime/snapshot/{grain.Type}/{escaped}";
        await UploadFormerAsync(name, 1, 2, 3);

        var state = await Storage.ReadAsync(grain);

        Assert.True(state.RecordExists);
        Assert.Equal([1, 2, 3], state.State!.Body);
        Assert.Equal([name + NewEnd], await ListAsync(grain));
        var again = await Storage.ReadAsync(grain);
        Assert.Equal(state.ETag, again.ETag);
        state.State = new StoredState { Body = [4] };
        await Storage.WriteAsync(grain, state);
        Assert.Equal([4], await Storage.ReadBodyAsync(grain));
        await Storage.ClearAsync(grain, state);
        Assert.False((await Storage.ReadAsync(grain)).RecordExists);
        Assert.Empty(await ListAsync(grain));
    }

    // What the last version before wrote of new StoredState { Body = [1, 2, 3] }, byte for byte.
    [Fact]
    public async Task Read_BytesOfTheFormerProvider_AreUnderstood()
    {
        var grain = NewGrain();
        await Blobs.UploadBlobAsync($"realtime/snapshot/{grain.Type}/key", BinaryData.FromBytes(Convert.FromHexString(FormerBytes)));

        Assert.Equal([1, 2, 3], await Storage.ReadBodyAsync(grain));
    }

    [Fact]
    public async Task Read_FormerBlobByManyAtOnce_AllFindIt()
    {
        var grain = NewGrain();
        await UploadFormerAsync($"realtime/snapshot/{grain.Type}/key", 1);

        var states = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Storage.ReadAsync(grain)));

        Assert.All(states, static state => Assert.Equal([1], state.State!.Body));
        Assert.Single(states.Select(static state => state.ETag).Distinct());
        Assert.Single(await ListAsync(grain));
    }

    [Fact]
    public async Task Read_MovedButNotDeleted_TheNewOneCounts()
    {
        var grain = NewGrain();
        await Storage.WriteNewAsync(grain, 2);
        await UploadFormerAsync($"realtime/snapshot/{grain.Type}/key", 1);

        var state = await Storage.ReadAsync(grain);

        Assert.Equal([2], state.State!.Body);
        Assert.Equal([$"realtime/snapshot/{grain.Type}/key{NewEnd}"], await ListAsync(grain));
        await Storage.ClearAsync(grain, state);
        Assert.False((await Storage.ReadAsync(grain)).RecordExists);
    }

    [Fact]
    public async Task Read_FormerBlobsSwitchedOff_FindsNothing()
    {
        var grain = NewGrain();
        await UploadFormerAsync($"realtime/snapshot/{grain.Type}/key", 1);
        await using var host = await StorageHost.StartAsync(Settings(("ReadFormerBlobs", "false")));

        Assert.False((await host.ReadAsync(grain)).RecordExists);
        Assert.Equal([$"realtime/snapshot/{grain.Type}/key"], await ListAsync(grain));
    }

    private static GrainId NewGrain() => GrainId.Create($"former-{Guid.NewGuid():N}", "key");

    private async Task UploadFormerAsync(string name, params byte[] body) =>
        await Blobs.UploadBlobAsync(name, Storage.Serializer.Serialize(new StoredState { Body = body }));

    private async Task<string[]> ListAsync(GrainId grain)
    {
        var names = new List<string>();
        await foreach (var blob in Blobs.GetBlobsAsync(new GetBlobsOptions { Prefix = $"realtime/snapshot/{grain.Type}/" }))
        {
            names.Add(blob.Name);
        }

        return [.. names];
    }

    private Dictionary<string, string?> Settings(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Orleans:GrainStorage:realtime:ProviderType"] = "AzureBlobStorage",
            ["Orleans:GrainStorage:realtime:ConnectionString"] = azurite.ConnectionString,
            ["Orleans:GrainStorage:realtime:ContainerName"] = Container,
        };
        foreach (var (key, value) in more)
        {
            settings[$"Orleans:GrainStorage:realtime:{key}"] = value;
        }

        return settings;
    }
}
