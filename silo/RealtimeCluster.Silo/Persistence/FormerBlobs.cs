using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>The blobs that versions before Orleans' own provider wrote: the same bytes, under a name without an end. Each is moved when it is first read.</summary>
/// <remarks>
/// The new blob is written before the former one is deleted, and only if it is not there: of two silos that move one state, both find it moved. A silo of an
/// earlier version knows the former name only, so none may run beside this one.
/// </remarks>
internal sealed partial class FormerBlobs(BlobContainerClient container, IGrainStorageSerializer serializer, ILogger<FormerBlobs> logger)
{
    /// <summary>Reads a blob.</summary>
    /// <param name="name">Its former name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when there is none: it never was, or it has moved.</returns>
    public async Task<BinaryData?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await container.GetBlobClient(name).DownloadContentAsync(cancellationToken).ConfigureAwait(false)).Value.Content;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound || exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return null;
        }
    }

    /// <summary>Writes what a blob holds under its new name, unless another silo was first.</summary>
    /// <param name="name">Its former name.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="grainState">The state that is written; nothing was read of it.</param>
    /// <param name="write">Writes it under its new name, if there is none.</param>
    /// <param name="cancellationToken">Gives up; the next read goes on.</param>
    public async Task MoveAsync<T>(string name, BinaryData content, IGrainState<T> grainState, Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        grainState.State = serializer.Deserialize<T>(content)!;
        try
        {
            await write(cancellationToken).ConfigureAwait(false);
            Log.BlobMoved(logger, name);
        }
        catch (InconsistentStateException)
        {
            // It is there by now.
        }
    }

    /// <summary>Deletes a blob whose state is under its new name.</summary>
    /// <param name="name">Its former name.</param>
    /// <param name="cancellationToken">Gives up; the next read goes on.</param>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        container.DeleteBlobIfExistsAsync(name, DeleteSnapshotsOption.None, cancellationToken: cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(LogEvents.FormerBlobMoved, LogLevel.Debug, "Blob {Blob} had the name of an earlier version and was moved.")]
        public static partial void BlobMoved(ILogger logger, string blob);
    }
}
