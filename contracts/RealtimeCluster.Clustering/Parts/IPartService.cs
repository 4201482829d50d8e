using Orleans.Services;

namespace RealtimeCluster.Clustering.Parts;

/// <summary>Where a node gives the parts of its large answers. Addressed by its silo address.</summary>
internal interface IPartService : IGrainService
{
    /// <summary>One part of an answer.</summary>
    /// <param name="id">The answer.</param>
    /// <param name="start">The first byte.</param>
    /// <returns><see langword="null"/> when it is kept no more.</returns>
    [Alias("Read")]
    Task<byte[]?> ReadAsync(Guid id, int start);
}
