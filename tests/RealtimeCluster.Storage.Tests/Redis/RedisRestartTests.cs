using RealtimeCluster.Storage.Tests.Durability;

namespace RealtimeCluster.Storage.Tests.Redis;

/// <summary>A cluster that writes to Redis.</summary>
public sealed class RedisRestartTests(RedisServer redis) : RestartTests, IClassFixture<RedisServer>
{
    protected override IReadOnlyDictionary<string, string?> StorageSettings => new Dictionary<string, string?>
    {
        ["Orleans:GrainStorage:realtime:ProviderType"] = "Redis",
        ["Orleans:GrainStorage:realtime:ConnectionString"] = redis.ConnectionString,
    };
}
