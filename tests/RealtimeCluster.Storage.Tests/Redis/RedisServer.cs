using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Storage.Tests.Redis;

/// <summary>A <c>redis-server</c> of its own.</summary>
public sealed class RedisServer : ExternalStore
{
    /// <summary>How to reach it; calls fail after two seconds.</summary>
    public string ConnectionString => $"127.0.0.1:{Port},asyncTimeout=2000";

    /// <inheritdoc />
    protected override string ReadyLine => "Ready to accept connections";

    /// <inheritdoc />
    protected override HostProcess Start() => HostProcess.Start(
        "redis-server", "--bind", "127.0.0.1", "--port", $"{Port}", "--save", "", "--appendonly", "no", "--dir", Folder.FullName);
}
