using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>The requests at other gateways that this one is answering.</summary>
internal sealed class LeasedRequests<TRequest>
    where TRequest : LeasedRequest
{
    private readonly ConcurrentDictionary<Guid, TRequest> _requests = new();

    public bool TryGet(Guid id, [NotNullWhen(true)] out TRequest? request) => _requests.TryGetValue(id, out request);

    public void Add(Guid id, TRequest request) => _requests[id] = request;

    public void Remove(Guid id)
    {
        if (_requests.TryRemove(id, out var request))
        {
            request.Dispose();
        }
    }

    /// <summary>A gateway is dead: nobody waits for its requests any more.</summary>
    public void LoseAllOf(SiloAddress edge)
    {
        foreach (var (_, request) in _requests)
        {
            if (request.Edge.Equals(edge))
            {
                request.Lose();
            }
        }
    }
}
