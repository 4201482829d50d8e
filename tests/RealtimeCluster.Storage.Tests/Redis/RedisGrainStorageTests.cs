namespace RealtimeCluster.Storage.Tests.Redis;

/// <summary>Redis, by its own connection string.</summary>
public sealed class RedisGrainStorageTests(RedisServer redis, SharedHost shared) : DurableGrainStorageTests(shared), IClassFixture<RedisServer>
{
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Orleans:GrainStorage:realtime:ProviderType"] = "Redis",
        ["Orleans:GrainStorage:realtime:ConnectionString"] = redis.ConnectionString,
    };

    private protected override ExternalStore Store => redis;

    [Fact]
    public async Task Write_NoConnectionStringOfItsOwn_GoesToTheRedisOfTheCluster()
    {
        var grain = NewGrain();
        await using var host = await StorageHost.StartAsync(new Dictionary<string, string?>
        {
            ["Orleans:GrainStorage:realtime:ProviderType"] = "Redis",
            ["Cluster:Redis"] = redis.ConnectionString,
            ["Cluster:ClusterId"] = Guid.NewGuid().ToString("N"),
            ["Cluster:AdvertisedAddress"] = "127.0.0.1",
            ["Cluster:SiloPort"] = $"{Testing.Processes.Ports.GetFree()}",
            ["Cluster:ClientPort"] = "0",
        });

        await host.WriteNewAsync(grain, 5);

        Assert.Equal([5], await Storage.ReadBodyAsync(grain));
    }
}
