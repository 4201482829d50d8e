using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>Keeps each grain's state in one blob of an Azure storage account.</summary>
/// <remarks>
/// A write or clear names the ETag that was read; if another wrote since, it fails with <see cref="InconsistentStateException"/>
/// and changes nothing. Every call ends within <see cref="AzureBlobStorageOptions.OperationTimeout"/>. A write that failed for
/// any other reason may have been carried out: read before writing again.
/// </remarks>
internal sealed partial class AzureBlobGrainStorage(
    string name,
    AzureBlobStorageOptions options,
    BlobServiceClient client,
    IGrainStorageSerializer serializer,
    IActivatorProvider activators,
    ClusterOptions cluster,
    TimeProvider time,
    ILogger<AzureBlobGrainStorage> logger) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly BlobHttpHeaders Headers = new() { ContentType = "application/octet-stream" };

    private readonly BlobContainerClient _container = client.GetBlobContainerClient(options.ContainerName);
    private readonly TimeSpan _timeout = options.OperationTimeout;

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe<AzureBlobGrainStorage>(ServiceLifecycleStage.ApplicationServices, StartAsync);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var blob = GetBlob(stateName, grainId);
        var content = await RunAsync("read", blob.Name, token => DownloadAsync(blob, token), cancellationToken).ConfigureAwait(false);
        if (content is null)
        {
            Empty(grainState);
            return;
        }

        // A state that is null was written all the same, and its ETag counts.
        var state = serializer.Deserialize<T>(content.Content);
        grainState.State = state ?? Create<T>();
        grainState.ETag = content.Details.ETag.ToString();
        grainState.RecordExists = state is not null;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var blob = GetBlob(stateName, grainId);
        var content = serializer.Serialize(grainState.State);
        var upload = new BlobUploadOptions { Conditions = Unchanged(grainState.ETag), HttpHeaders = Headers };
        var etag = await RunAsync("write", blob.Name, token => UploadAsync(blob, content, upload, grainState.ETag, token), cancellationToken).ConfigureAwait(false);
        grainState.ETag = etag.ToString();
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var blob = GetBlob(stateName, grainId);
        await RunAsync("clear", blob.Name, token => DeleteAsync(blob, grainState.ETag, token), cancellationToken).ConfigureAwait(false);
        Empty(grainState);
    }

    private static async Task<BlobDownloadResult?> DownloadAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return await blob.DownloadContentAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (IsAbsent(exception))
        {
            return null;
        }
    }

    private static async Task<bool> DeleteAsync(BlobClient blob, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            await blob.DeleteAsync(DeleteSnapshotsOption.None, Unchanged(etag), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException exception) when (IsAbsent(exception) && string.IsNullOrEmpty(etag))
        {
            return false;
        }
        catch (RequestFailedException exception) when (IsAbsent(exception) || IsChanged(exception))
        {
            throw Inconsistent(blob, etag, exception);
        }
    }

    // Never read, or read and absent: only a blob that is still absent may be written.
    private static BlobRequestConditions Unchanged(string? etag) => string.IsNullOrEmpty(etag)
        ? new BlobRequestConditions { IfNoneMatch = ETag.All }
        : new BlobRequestConditions { IfMatch = new ETag(etag) };

    private static bool IsAbsent(RequestFailedException exception) =>
        exception.ErrorCode == BlobErrorCode.BlobNotFound || exception.ErrorCode == BlobErrorCode.ContainerNotFound;

    private static bool IsChanged(RequestFailedException exception) =>
        exception.ErrorCode == BlobErrorCode.ConditionNotMet || exception.ErrorCode == BlobErrorCode.BlobAlreadyExists;

    private static InconsistentStateException Inconsistent(BlobClient blob, string? etag, RequestFailedException exception) =>
        new($"Blob {blob.Name} was written by another since it was read.", storedEtag: null, etag, exception);

    private async Task<ETag> UploadAsync(BlobClient blob, BinaryData content, BlobUploadOptions upload, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                return (await blob.UploadAsync(content, upload, cancellationToken).ConfigureAwait(false)).Value.ETag;
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                Log.BlobContainerMissing(logger, name, _container.Name);
                await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                return (await blob.UploadAsync(content, upload, cancellationToken).ConfigureAwait(false)).Value.ETag;
            }
        }
        catch (RequestFailedException exception) when (IsChanged(exception) || IsAbsent(exception))
        {
            throw Inconsistent(blob, etag, exception);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await RunAsync("make the container", _container.Name, async token => await _container.CreateIfNotExistsAsync(cancellationToken: token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        Log.BlobStorageReady(logger, name, _container.Name, _container.AccountName);
    }

    private async Task<TResult> RunAsync<TResult>(string verb, string target, Func<CancellationToken, Task<TResult>> call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await call(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Grain storage {name} could not {verb} {target} within {_timeout}.", exception);
        }
    }

    private BlobClient GetBlob(string stateName, GrainId grainId) => _container.GetBlobClient(BlobName.Create(cluster.ServiceId, stateName, grainId));

    private void Empty<T>(IGrainState<T> grainState)
    {
        grainState.State = Create<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private T Create<T>() => activators.GetActivator<T>().Create();
}
