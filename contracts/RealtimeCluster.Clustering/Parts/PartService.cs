using Microsoft.Extensions.Logging;

namespace RealtimeCluster.Clustering.Parts;

/// <summary>Gives the parts of this node's large answers.</summary>
/// <remarks>Reentrant: the store is safe for that.</remarks>
[Orleans.Concurrency.Reentrant]
internal sealed class PartService(GrainId grainId, Silo silo, ILoggerFactory loggerFactory, AnswerStore store) : GrainService(grainId, silo, loggerFactory), IPartService
{
    public Task<byte[]?> ReadAsync(Guid id, int start) => Task.FromResult(store.Read(id, start) is { } part ? part.ToArray() : null);
}
