using Microsoft.AspNetCore.Http;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>One request of a server that may make it.</summary>
/// <param name="Context">The request.</param>
/// <param name="Path">What its path names.</param>
/// <param name="Client">Speaks to the cluster for the environment of the request.</param>
internal sealed record ServerCall(HttpContext Context, ServerPath Path, IRealtimeClient Client)
{
    /// <summary>Cancelled when the caller is gone.</summary>
    public CancellationToken Aborted => Context.RequestAborted;
}
