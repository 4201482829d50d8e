using System.Collections.Concurrent;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>The polls here that wait for other gateways.</summary>
internal sealed class EdgePolls
{
    private readonly ConcurrentDictionary<Guid, Func<Task>> _releases = new();

    public void Add(Guid id, Func<Task> release) => _releases[id] = release;

    public void Remove(Guid id) => _releases.TryRemove(id, out _);

    /// <summary>This gateway stops: the clients are to poll elsewhere.</summary>
    public Task DrainAsync() => Task.WhenAll(_releases.Values.Select(static release => release()));
}
